"""What a form says of a field is plain Chinese of ours, or the library's English."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

EMPTY_FILE = SimpleUploadedFile("a.csv", b"")
LONG_NAME = SimpleUploadedFile("abcd", b"1")
REQUIRED = ("这一项不能空着。", "This field is required.")
CHOICES = [("a", "甲")]


@pytest.mark.parametrize(
    ("field", "value", "chinese", "english"),
    [
        (forms.CharField(), "", *REQUIRED),
        (forms.BooleanField(), False, *REQUIRED),
        (forms.ChoiceField(choices=CHOICES), "", *REQUIRED),
        (forms.MultipleChoiceField(choices=CHOICES), [], *REQUIRED),
        (forms.FileField(), None, *REQUIRED),
        (
            forms.CharField(max_length=120),
            "字" * 130,
            "最多 120 个字，现在有 130 个。",
            "Ensure this value has at most 120 characters (it has 130).",
        ),
        (
            forms.CharField(min_length=3),
            "字",
            "至少要有 3 个字，现在有 1 个。",
            "Ensure this value has at least 3 characters (it has 1).",
        ),
        (
            forms.CharField(),
            "a\x00b",
            "里面有看不见的特殊字符，请删掉重新填写。",
            "Null characters are not allowed.",
        ),
        (
            forms.IntegerField(),
            "abc",
            "请填写整数，例如 20。",
            "Enter a whole number.",
        ),
        (
            forms.IntegerField(min_value=2000),
            "1999",
            "不能小于 2000。",
            "Ensure this value is greater than or equal to 2000.",
        ),
        (
            forms.IntegerField(max_value=2100),
            "2101",
            "不能大于 2100。",
            "Ensure this value is less than or equal to 2100.",
        ),
        (forms.DecimalField(), "abc", "请填写数字，例如 3.5。", "Enter a number."),
        (
            forms.DecimalField(decimal_places=2),
            "1.234",
            "最多 2 位小数。",
            "Ensure that there are no more than 2 decimal places.",
        ),
        (
            forms.DateField(),
            "明天",
            "请按 2026-03-01 的写法填写日期。",
            "Enter a valid date.",
        ),
        (
            forms.ChoiceField(choices=CHOICES),
            "乙",
            "没有“乙”这个选项，请重新选择。",
            "Select a valid choice. 乙 is not one of the available choices.",
        ),
        (
            forms.MultipleChoiceField(choices=CHOICES),
            "a",
            "请从选项中选择。",
            "Enter a list of values.",
        ),
        (
            forms.RegexField("^1$"),
            "2",
            "写法不对，请按这一项的说明填写。",
            "Enter a valid value.",
        ),
        (
            forms.EmailField(),
            "abc",
            "请填写电子邮箱，例如 name@example.cn。",
            "Enter a valid email address.",
        ),
        (
            forms.FileField(),
            EMPTY_FILE,
            "文件是空的，请检查后重新选择。",
            "The submitted file is empty.",
        ),
        (
            forms.FileField(),
            "a.csv",
            "没有收到文件，请重新选择文件再提交。",
            "No file was submitted. Check the encoding type on the form.",
        ),
        (
            forms.FileField(max_length=3),
            LONG_NAME,
            "文件名最多 3 个字，现在有 4 个，请改短后重新选择。",
            "Ensure this filename has at most 3 characters (it has 4).",
        ),
    ],
)
def test_what_is_said_of_a_field(field, value, chinese, english):
    assert tell(field, value, "zh-hans") == [chinese]
    assert tell(field, value, "en") == [english]


def tell(field, value, language):
    with translation.override(language):
        with pytest.raises(forms.ValidationError) as refusal:
            field.clean(value)
        return list(refusal.value.messages)
