import factory

from zhisheng.apps.places.models import Industry, Region, RegionChange


class RegionFactory(factory.django.DjangoModelFactory[Region]):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "131125"
    name = "安平县"
    short_name = "安平"
    full_name = "河北省衡水市安平县"
    level = "county"


class RegionChangeFactory(factory.django.DjangoModelFactory[RegionChange]):
    class Meta:
        model = RegionChange

    kind = "merged"
    source = "国函〔2021〕24号"


class IndustryFactory(factory.django.DjangoModelFactory[Industry]):
    class Meta:
        model = Industry
        django_get_or_create = ("code",)

    code = "3340"
    name = "金属丝绳及其制品制造"
    level = "class"
    section = "C"
