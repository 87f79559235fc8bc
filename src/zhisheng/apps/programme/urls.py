from django.urls import path

from zhisheng.apps.programme import views
from zhisheng.apps.programme.choices import TemplateKind

app_name = "programme"
urlpatterns = [
    path("imports/", views.index, name="imports"),
    path("imports/new/", views.upload, name="upload"),
    path("imports/blank/", views.download_blank, name="blank_roster"),
    path("imports/<str:code>/", views.detail, name="import_detail"),
    path("imports/<str:code>/columns/", views.explain_columns, name="import_mapping"),
    path("imports/<str:code>/progress/", views.progress, name="import_progress"),
    path("imports/<str:code>/apply/", views.apply, name="apply"),
    path("imports/<str:code>/retry/", views.retry, name="retry"),
    path("imports/<str:code>/withdraw/", views.withdraw, name="withdraw"),
    path("imports/<str:code>/kept/", views.list_kept, name="kept"),
    path("imports/<str:code>/marks/", views.download_marks, name="import_marks"),
    path("imports/<str:code>/rows/<int:row_id>/", views.decide, name="decide"),
    path("tasks/", views.tasks, name="tasks"),
    path("tasks/new/", views.new_task, name="new_task"),
    path("tasks/templates/", views.templates, name="templates"),
    path(
        "tasks/templates/<int:template>/file/",
        views.template_file,
        name="template_file",
    ),
    path(
        "tasks/templates/<int:template>/remove/",
        views.remove_template,
        name="remove_template",
    ),
    path("tasks/<str:code>/", views.task, name="task"),
    path("tasks/<str:code>/open/", views.open_task, name="open_task"),
    path("tasks/<str:code>/edit/", views.edit_task, name="edit_task"),
    path("tasks/<str:code>/delete/", views.delete_task, name="delete_task"),
    path("tasks/<str:code>/recall/", views.recall_task, name="recall_task"),
    path("tasks/<str:code>/close/", views.close_task, name="close_task"),
    path("tasks/<str:code>/reopen/", views.reopen_task, name="reopen_task"),
    path("tasks/<str:code>/change/", views.change_task, name="change_task"),
    path("tasks/<str:code>/add/", views.add_asked, name="add_asked"),
    path("tasks/<str:code>/recipients/", views.recipients, name="recipients"),
    path(
        "tasks/<str:code>/recipients/changes/",
        views.recipient_changes,
        name="recipient_changes",
    ),
    path(
        "tasks/<str:code>/recipients/<int:number>/put-back/",
        views.put_back,
        name="put_back",
    ),
    path("tasks/<str:code>/filter/", views.task_filter, name="task_filter"),
    path("tasks/<str:code>/<int:number>/take-out/", views.take_out, name="take_out"),
    path("tasks/<str:code>/remind/", views.remind, name="remind"),
    path("tasks/<str:code>/reminders/", views.reminders, name="reminders"),
    path("tasks/<str:code>/pass/", views.pass_waiting, name="pass_waiting"),
    path("tasks/<str:code>/<int:number>/", views.entry, name="entry"),
    path("tasks/<str:code>/blank/", views.blank_rows, name="blank_rows"),
    path("tasks/<str:code>/<int:number>/rows/", views.upload_rows, name="upload_rows"),
    path(
        "tasks/templates/<str:form>/sample/",
        views.sample_template,
        name="sample_template",
    ),
    path(
        "tasks/templates/<str:form>/sample/word/",
        views.sample_template,
        {"kind": TemplateKind.DOCX},
        name="word_sample",
    ),
    path("tasks/<str:code>/paper/", views.task_paper, name="task_paper"),
    path("tasks/<str:code>/paper/sheet/", views.task_sheet, name="task_sheet"),
    path("tasks/<str:code>/paper/word/", views.task_word, name="task_word"),
    path("tasks/<str:code>/paper/seal/", views.seal_task, name="seal_task"),
    path("tasks/<str:code>/paper/<int:scan>/", views.task_scan, name="task_scan"),
    path(
        "tasks/<str:code>/paper/<int:scan>/withdraw/",
        views.withdraw_task_scan,
        name="withdraw_task_scan",
    ),
    path("tasks/<str:code>/<int:number>/paper/", views.entry_paper, name="entry_paper"),
    path(
        "tasks/<str:code>/<int:number>/paper/sheet/",
        views.entry_sheet,
        name="entry_sheet",
    ),
    path(
        "tasks/<str:code>/<int:number>/paper/word/", views.entry_word, name="entry_word"
    ),
    path(
        "tasks/<str:code>/<int:number>/paper/seal/", views.seal_entry, name="seal_entry"
    ),
    path(
        "tasks/<str:code>/<int:number>/paper/<int:scan>/",
        views.entry_scan,
        name="entry_scan",
    ),
    path(
        "tasks/<str:code>/<int:number>/paper/<int:scan>/withdraw/",
        views.withdraw_entry_scan,
        name="withdraw_entry_scan",
    ),
    path(
        "tasks/<str:code>/official/",
        views.task_official_papers,
        name="task_official_papers",
    ),
    path("official/<str:code>/", views.official_paper, name="official_paper"),
    path(
        "official/<str:code>/issue/",
        views.issue_official_paper,
        name="issue_official_paper",
    ),
    path(
        "official/<str:code>/file/",
        views.official_paper_file,
        name="official_paper_file",
    ),
    path("tasks/<str:code>/links/", views.send_links, name="send_links"),
    path("tasks/<str:code>/<int:number>/link/", views.issue_link, name="issue_link"),
    path("link/<str:code>/", views.link, name="link"),
    path("link/<str:code>/fill/", views.fill_by_link, name="fill_by_link"),
    path("link/<str:code>/<str:secret>/", views.open_link, name="open_link"),
    path("tasks/<str:code>/<int:number>/table/", views.rows, name="rows"),
    path("tasks/<str:code>/<int:number>/table/new/", views.new_row, name="new_row"),
    path(
        "tasks/<str:code>/<int:number>/take-lines/", views.take_lines, name="take_lines"
    ),
    path(
        "tasks/<str:code>/<int:number>/unnamed/<str:source>/",
        views.unnamed_rows,
        name="unnamed_rows",
    ),
    path(
        "tasks/<str:code>/<int:number>/take-back/",
        views.take_back_rows,
        name="take_back_rows",
    ),
    path("tasks/<str:code>/<int:number>/table/<int:line>/", views.row, name="row"),
    path(
        "tasks/<str:code>/<int:number>/table/<int:line>/remove/",
        views.remove_row,
        name="remove_row",
    ),
    path(
        "tasks/<str:code>/<int:number>/table/<int:line>/remark/",
        views.remark_row,
        name="remark_row",
    ),
    path(
        "tasks/<str:code>/<int:number>/remark/<int:remark>/drop/",
        views.drop_remark,
        name="drop_remark",
    ),
    path("tasks/<str:code>/<int:number>/marks/", views.marked_rows, name="marked_rows"),
    path("tasks/<str:code>/<int:number>/sheet/", views.export_rows, name="export_rows"),
    path(
        "tasks/<str:code>/<int:number>/take-over/",
        views.take_over_entry,
        name="take_over_entry",
    ),
    path("tasks/<str:code>/<int:number>/pass/", views.pass_entry, name="pass_entry"),
    path(
        "tasks/<str:code>/<int:number>/return/",
        views.return_entry,
        name="return_entry",
    ),
    path(
        "tasks/<str:code>/<int:number>/reopen/",
        views.reopen_entry,
        name="reopen_entry",
    ),
    path(
        "tasks/<str:code>/<int:number>/recall/",
        views.take_back_entry,
        name="take_back_entry",
    ),
    path(
        "tasks/<str:code>/<int:number>/confirm/",
        views.confirm_entry,
        name="confirm_entry",
    ),
    path(
        "tasks/<str:code>/<int:number>/settle/",
        views.settle_dispute,
        name="settle_dispute",
    ),
    path("tasks/<str:code>/progress/", views.task_progress, name="task_progress"),
    path("confirmations/", views.confirmations, name="confirmations"),
    path("confirmations/links/", views.confirmation_links, name="confirmation_links"),
    path("confirmations/ask/", views.ask_enterprises, name="ask_enterprises"),
    path(
        "confirmations/<int:number>/",
        views.confirmation_link,
        name="confirmation_link",
    ),
    path("confirm/<str:token>/", views.confirm_help, name="confirm_help"),
    path("ledger/", views.ledger, name="ledger"),
    path("ledger/export/", views.export_ledger, name="export_ledger"),
    path("ledger/<str:code>/", views.enrol, name="enrol"),
    path("helpers/", views.helpers, name="helpers"),
    path("helpers/suggest/", views.suggest_helpers, name="suggest_helpers"),
    path("helpers/<str:code>/", views.choose, name="choose_helper"),
    path("notices/", views.notices, name="notices"),
    path("notices/new/", views.new_notice, name="new_notice"),
    path("notices/objections/<str:code>/", views.objection, name="objection"),
    path(
        "notices/objections/<str:code>/who/",
        views.reveal_objector,
        name="reveal_objector",
    ),
    path("notices/objections/<str:code>/evidence/", views.evidence, name="evidence"),
    path("notices/<str:code>/", views.notice, name="notice"),
    path("notices/<str:code>/edit/", views.edit_notice, name="edit_notice"),
    path("notices/<str:code>/delete/", views.delete_notice, name="delete_notice"),
    path("notices/<str:code>/publish/", views.publish_notice, name="publish_notice"),
    path(
        "notices/<str:code>/show-result/", views.show_result, name="show_notice_result"
    ),
    path(
        "notices/<str:code>/answer/",
        views.answer_objections,
        name="answer_objections",
    ),
    path("notices/<str:code>/close/", views.close_notice, name="close_notice"),
]
# What everybody may open; config/urls.py puts it below /notices/.
public_urlpatterns = [
    path("", views.public_notices, name="index"),
    path("receipt/", views.receipt, name="receipt"),
    path("<str:code>/", views.public_notice, name="notice"),
    path("<str:code>/objection/", views.object_to, name="object"),
]
