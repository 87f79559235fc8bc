from zhisheng.apps.programme.forms import RemarkForm
from zhisheng.apps.programme.forms.official_papers import VersionForm


class ReturnForm(VersionForm, RemarkForm):
    """What is to be mended in an entry as it was when it was read."""
