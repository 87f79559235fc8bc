"""What each field of a model file holds, for its schema and its page of reference."""

from collections.abc import Mapping
from types import MappingProxyType

# Record and field, in Chinese and in English.
FIELDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "MaturityModel.code": ("模型的代码", "Code of the model"),
        "MaturityModel.version": (
            "版本号；发布过的版本不再改，要改就写新版本",
            "Version; one that was published is never changed, write a new one",
        ),
        "MaturityModel.name": ("名称", "Name"),
        "MaturityModel.english_name": ("英文名称", "English name"),
        "MaturityModel.purpose": (
            "评来做什么、给谁看",
            "What it is for and who sees it",
        ),
        "MaturityModel.english_purpose": ("用途的英文", "The same in English"),
        "MaturityModel.audience": (
            "给谁用：enterprise 企业，household 个体户",
            "Who it is for: enterprise or household",
        ),
        "MaturityModel.minutes": ("全部答完要几分钟", "Minutes to answer everything"),
        "MaturityModel.top_level": ("最高几级，从 1 级起", "Highest level, from 1 up"),
        "MaturityModel.within": (
            "指标里的问题怎样合成",
            "How the questions of a criterion are combined",
        ),
        "MaturityModel.across": (
            "指标合成维度、维度合成总分的办法",
            "How criteria make dimensions and these the whole",
        ),
        "MaturityModel.grades": ("等级，从低到高", "Grades, from low to high"),
        "MaturityModel.dimensions": ("维度，权重合计 100", "Dimensions, 100 together"),
        "MaturityModel.source": (
            "依据的文件和文号；自己拟的写明自拟",
            "Source document and number; say so if it is your own",
        ),
        "MaturityModel.jurisdiction": ("适用地区", "Where it holds"),
        "MaturityModel.status": (
            "confirmed 对照过正式文本，示例 自己拟的，待核 还没有对照",
            "confirmed against an official text, 示例 an example, 待核 not yet compared",
        ),
        "MaturityModel.valid_from": ("从哪天起可用", "First day of use"),
        "MaturityModel.valid_to": (
            "用到哪天；一直用写 null",
            "Last day of use, or null",
        ),
        "MaturityModel.gates": (
            "门槛规则：这一项不到几级，总的等级就不高于哪一档",
            "Gates: while a criterion is below a level, the grade stays at most here",
        ),
        "Grade.code": ("等级的代码", "Code of the grade"),
        "Grade.name": ("等级名称", "Name"),
        "Grade.english": ("英文名称", "English name"),
        "Grade.least": ("最低得分，加引号", "Least score, in quotes"),
        "Grade.meaning": ("这一档是什么样子", "What this grade looks like"),
        "Grade.english_meaning": ("上一句的英文", "The same in English"),
        "Gate.highest": ("最高到哪一档", "Highest grade that is left"),
        "Gate.criterion": ("看哪个指标", "Which criterion is looked at"),
        "Gate.least": ("不到几级就卡住", "Below which level it holds back"),
        "Gate.reason": ("为什么", "Why"),
        "Gate.english": ("为什么，英文", "Why, in English"),
        "Dimension.code": ("维度的代码", "Code of the dimension"),
        "Dimension.name": ("名称", "Name"),
        "Dimension.english": ("英文名称", "English name"),
        "Dimension.weight": ("权重，各维度合计 100", "Weight, 100 over all dimensions"),
        "Dimension.criteria": ("指标", "Criteria"),
        "Criterion.code": ("指标的代码", "Code of the criterion"),
        "Criterion.name": ("名称", "Name"),
        "Criterion.english": ("英文名称", "English name"),
        "Criterion.weight": (
            "权重，一个维度里合计 100",
            "Weight, 100 within the dimension",
        ),
        "Criterion.questions": ("问题", "Questions"),
        "Criterion.clauses": ("对应标准的哪几条", "Clauses of standards"),
        "Criterion.remedies": ("补这个差距的措施", "Measures that close the gap"),
        "Criterion.goals": (
            "帮企业达到的目标，代码见 measures/goals.yaml",
            "Goals it serves, codes of measures/goals.yaml",
        ),
        "Clause.standard": ("标准编号", "Number of the standard"),
        "Clause.edition": ("哪一年的版本", "Edition, as a year"),
        "Clause.number": ("条款号，加引号", "Number of the clause, in quotes"),
        "Remedy.measure": (
            "措施的代码，见 measures/measures.yaml",
            "Code of the measure, of measures/measures.yaml",
        ),
        "Remedy.lifts": ("能提升几级", "Levels it lifts"),
        "Question.code": ("问题的代码", "Code of the question"),
        "Question.kind": (
            "怎样答：分级、是或否、选几项、填数、问范围（不打分）",
            "How it is answered: level, yes or no, several, figure, scope (no level)",
        ),
        "Question.text": ("问什么", "The question"),
        "Question.english": ("问什么，英文", "The question in English"),
        "Question.help": ("一句解释", "A sentence of help"),
        "Question.english_help": ("解释的英文", "The help in English"),
        "Question.weight": (
            "和本指标别的问题相比的权重",
            "Weight beside the other questions of the criterion",
        ),
        "Question.unit": ("填数的单位", "Unit of the figure"),
        "Question.least": (
            "填数最小是多少，加引号；填数的题要写",
            "Least figure, in quotes; a figure needs it",
        ),
        "Question.most": (
            "填数最大是多少，加引号；填数的题要写",
            "Greatest figure, in quotes; a figure needs it",
        ),
        "Question.decimals": (
            "填数最多几位小数；只能填整数写 0",
            "Decimals of the figure at most; 0 for a whole number",
        ),
        "Question.levels": (
            "分级题每一级的说法",
            "What each level of a rubric looks like",
        ),
        "Question.options": ("选项", "Options"),
        "Question.bands": (
            "数或选中的项数落在哪一段，是几级",
            "Bands of the figure, or of how many options, and their levels",
        ),
        "Question.when": (
            "只问这些企业：全部条件都合才问",
            "Asked only where all of these hold",
        ),
        "Question.evidence": ("拿得出的凭据，不强求", "Evidence that is welcome"),
        "Level.level": ("第几级", "The level"),
        "Level.text": ("这一级看得见的样子", "What one can see at this level"),
        "Level.english": ("上一句的英文", "The same in English"),
        "Option.code": ("选项的代码", "Code of the option"),
        "Option.text": ("选项", "The option"),
        "Option.english": ("选项的英文", "The option in English"),
        "Option.level": (
            "从哪一级起要有；问范围的不写",
            "The level from which it is wanted; none for a scope",
        ),
        "Band.least": (
            "从多少起，加引号；第一段写 null",
            "From which figure on, in quotes; null for the first band",
        ),
        "Band.level": ("这一段是几级", "Level of the band"),
        "Condition.question": ("哪个问范围的问题", "Which scope question"),
        "Condition.answers": ("选了其中一个才问", "Asked for one of these options"),
    }
)
