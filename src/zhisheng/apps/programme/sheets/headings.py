"""Patterns of headings that no list of names foresees; a listed name goes before them.

They meet the normalised heading: no spaces, brackets, punctuation, unit or star.
"""

_HELPED = "(?:[受被]?(?:帮扶|帮助|帮|服务|辅导|助)的?)"
_HELP = "(?:帮扶|服务|辅导|咨询|提升|指导|培育|活动|实施|项目)"
_FIRM = "(?:企业|单位|公司|组织|经营主体|市场主体|经营者|商户|厂家|工厂)"
_WHOSE = f"(?:{_HELPED}?{_FIRM}?(?:注册|登记|生产|经营|实际)?(?:所在|所属|所处)?)"
_STAFF = "(?:从业|员工|职工|在职|在岗|在册|用工|雇员|人员)"
_BY_HEADCOUNT = "(?:年末|期末|现有|平均|全部|全体|[上本当]年末?|企业|单位|公司)"
_COUNT = (
    rf"{_BY_HEADCOUNT}*{_STAFF}{{1,2}}(?:人员|人)?总?(?:人数|数|数量|规模|总数|人次)?{_BY_HEADCOUNT}?"
    r"(?:人数|数|合计)?"
    r"|(?:企业|单位|公司)?(?:总人数|人员规模|用工人数|人员总数)"
    r"|(?:年末|期末)总?人数|(?:社保)?参保(?:总|职工|员工)?人数"
)
_NOT_HELPER = "(?!.*(?:认证|帮扶|辅导|服务|咨询)(?:机构|单位))"

TEXT_PATTERNS: dict[str, tuple[str, ...]] = {
    "name": (
        rf"(?:[受被](?:帮扶|帮助|帮|服务|辅导|助|益)的?)?(?:小微|中小微|中小|微型|小型|获证|参与|法人)*{_FIRM}"
        rf"(?:或?{_FIRM}|户|对象)?的?(?:名称?|全称|中文名称?|全名|名称全称|简称)*",
        r"(?:帮扶|帮助|服务|辅导)的?(?:对象|企业|公司|小微企业|组织)的?(?:名称?|全称)*",
        rf"主体(?:名称?|全称)|客户(?:名称?|全称|{_FIRM}名?称?)|{_FIRM}字号名称",
        r"(?:company|enterprise|firm|organi[sz]ation)(?:name)?|name",
    ),
    "uscc": (
        rf"{_NOT_HELPER}.*(?:信用代码|信用码|信用编码|机构代码).*",
        r"(?:企业|单位)?(?:营业)?执照(?:注册|登记)?(?:号码?|编号|代码)",
        r"纳税人识别号|税务登记号|税号|(?:18|十八)位(?:代码|编码)|注册登记(?:号码?|编号)",
        r"uscc|(?:unified)?socialcreditcode",
    ),
    # 代码 alone may be of anything: see ``sheets/codes.py``.
    "code": (rf"{_FIRM}?(?:代码|编码)",),
    "province": (
        rf"{_WHOSE}(?:省份?|省级|省区市|省市|省自治区直辖市)(?:名称)?|province",
    ),
    "city": (
        rf"{_WHOSE}(?:地级|设区)?(?:市|地市|市州|州市|盟市|地市州)(?:级|名称)?|city|prefecture",
    ),
    "county": (
        r"county|district",
        rf"{_WHOSE}(?:区县|县区|县市区?|区县市|县区市|区市县|市区县|旗县区?|县级市|区|县)(?:级|名称)?",
    ),
    "region": (
        r"region|location",
        rf"{_WHOSE}(?:所在地|属地|辖区|地区|区域|地域|行政区划?|行政区域|区划|省市县|省市区|市县|市县区|市区|"
        r"省市县区|省市区县|注册地|登记地)(?:代码|编码|名称)?",
    ),
    "address": (rf"{_WHOSE}(?:地址|住所|地点|经营场所|场所).*",),
    "industry_section": (r".*行业.*门类.*",),
    "industry_division": (r".*行业.*大类.*",),
    "industry_group": (r".*行业.*中类.*",),
    "industry": (
        r"(?!.*(?:主管|协会|产值|标准|排名|领域|名称)).*行业.*",
        r"国民经济.*(?:代码|分类|类别)",
        r"gbt?4754(?:2011|2017)?(?:行业)?(?:代码|编码|分类|类别)?",
        r"(?:所属|所在)?产业(?:类别|分类|名称|代码)|(?:所属|所在)产业",
        r"industry(?:code)?",
    ),
    "industry_name": (r"(?!.*(?:主管|协会)).*行业.*名称.*",),
    "employees": (
        _COUNT,
        r"(?:numberof|noof)?(?:employees|staff)|headcount",
    ),
    "help_start": (
        r"(?:help)?start(?:ed)?(?:date|on)?",
        rf"{_HELP}*的?(?:开始|起始|启动|进场|开展|入企|起|始)(?:于|的)?{_HELP}?(?:日期|时间|年月|日)?",
        rf"{_HELP}*(?:(?:首次|初次)?上门|进驻|签约){_HELP}?(?:日期|时间|年月|日)",
    ),
    "help_end": (
        r"(?:help)?end(?:ed)?(?:date|on)?",
        rf"{_HELP}*的?(?:结束|终止|截止|截至|完成|离场|完结|结题|结项|止|终)(?:于|的)?{_HELP}?(?:日期|时间|年月|日)?",
        rf"{_HELP}*(?:验收|办结){_HELP}?(?:日期|时间|年月|日)",
    ),
    "help_period": (
        rf"{_HELP}*(?:的?起止|的?起讫|的?始末)?的?(?:日期|时间|期间|周期|期限|时段|年月|起止)(?:起止|起讫)?",
    ),
    "method": (rf"{_HELP}(?:方式|形式|手段|措施|内容|类型|种类|类别|途径|方法)",),
    "problem": (
        r"(?!.*(?:数量|个数|数$|项)).*(?:解决|存在|主要|质量|突出).{0,4}(?:问题|难题|短板|痛点).*",
    ),
    "helper": (
        r"(?:帮扶|辅导|服务|咨询|认证|承担|实施|牵头|指导)的?(?:机构|单位|主体|方)的?(?:名称|全称)*",
    ),
    "year": (r"(?:帮扶|统计|所属|实施|填报|数据|参与|活动)的?(?:年度|年份)",),
    "willingness": (r".*意愿.*",),
    "potential": (r".*潜力.*",),
    "contact_name": (r"(?:企业|单位)?(?:联系人|联络人|对接人|经办人)(?:员|姓名)?",),
    "contact_phone": (
        r"(?:企业|单位|联系人|联络人)?(?:联系|办公|手机|移动|固定)?(?:电话|手机|联系方式)(?:号码?)?",
    ),
    "sequence": (r"序号?|编号|行号|no",),
    "remark": (r"备注.*|说明",),
}


def write_count_of_year(year: str) -> str:
    """Return the pattern of a count of staff of a time: 2024年末从业人员, 帮扶前人数."""
    count = rf"(?:{_COUNT}|人数)"
    return rf"(?:{year})[度底末]?的?{count}|{count}(?:{year})[度底末]?"
