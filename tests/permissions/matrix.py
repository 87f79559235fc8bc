"""What each role gets from every page: one line per page, one column per role.

A star tells that the request changed something. 302 sends a visitor to sign in and
everybody else on; 403 says no; 404 does not even tell that the thing exists; 405 means
that the page takes no such request; 422 shows a form again that was not taken.
The thing asked for is always the owner's or the first body's, in 安平县 (see world.py).
"""

GET = """
page                         anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
accounts:accept                    405      405      405      405      405      405      405      405      405      405      405      405      405      405
accounts:channels                  302      200      200      200      200      200      200      200      200      200      200      200      200      200
accounts:close                     302      200      200      200      200      200      200      200      200      200      200      200      200      200
accounts:create_token              302      200      404      403      404      404      404      403      404      403      403      403      404      200
accounts:demo                      404      404      404      404      404      404      404      404      404      404      404      404      404      404
accounts:end_membership            302      200      404      200      404      404      404      404      404      404      404      404      404      200
accounts:inbox                     302      200      200      200      200      200      200      200      200      200      200      200      200      200
accounts:invitation                404      404      404      404      404      404      404      404      404      404      404      404      404      404
accounts:invite                    302      200      404      403      404      404      404      200      404      200      200      200      404      200
accounts:issue_password_link       302      405      405      405      405      405      405      405      405      405      405      405      405      405
accounts:me                        302      200      200      200      200      200      200      200      200      200      200      200      200      200
accounts:mine                      302      302      302      302      302      302      302      302      302      302      302      302      302      302
accounts:open_link                 302      302      302      302      302      302      302      302      302      302      302      302      302      302
accounts:organisation              302      200      404      200      404      404      404      200      404      200      200      200      404      200
accounts:outbox                    404      404      404      404      404      404      404      404      404      404      404      404      404      404
accounts:partners                  302      403      403      403      403      403      403      200      200      200      200      200      403      200
accounts:password_link             200      200      200      422      200      200      200      200      200      200      200      200      200      200
accounts:read                      302      405      405      405      405      405      405      405      405      405      405      405      405      405
accounts:records                   302      200      200      200      200      200      200      200      200      200      200      200      200      200
accounts:register                  200      302      302      302      302      302      302      302      302      302      302      302      302      302
accounts:revoke_token              302      200      404      404      404      404      404      404      404      404      404      404      404      200
accounts:unit                      302      404      404      404      404      404      404      200      404      200      200      200      404      200
accounts:units                     302      404      404      404      404      404      404      302      302      302      302      302      404      302
accounts:withdraw                  302      200      404      404      404      404      404      404      404      404      404      404      404      404
accounts:withdraw_invitation       302      405      405      405      405      405      405      405      405      405      405      405      405      405
desk:answer                        302      404      404      404      404      404      404      200      404      200      200      200      404      200
desk:complaint                     200      200      200      200      200      200      200      200      200      200      200      200      200      200
desk:complaints                    302      403      403      403      403      403      403      200      200      200      200      200      403      200
desk:filed_complaint               200      200      200      200      200      200      200      200      200      200      200      200      200      200
desk:home                          302      200      200      200      200      200      200      200      200      200      200      200      200      200
desk:job                           302      403      403      403      403      403      403      403      403      403      403      403      403      200
desk:jobs                          302      403      403      403      403      403      403      403      403      403      403      403      403      200
desk:landing                       200      302      302      302      302      302      302      302      302      302      302      302      302      302
desk:retry_job                     302      405      405      405      405      405      405      405      405      405      405      405      405      405
desk:sign_in_demo                  405      405      405      405      405      405      405      405      405      405      405      405      405      405
places:suggest_industries          200      200      200      200      200      200      200      200      200      200      200      200      200      200
places:suggest_regions             200      200      200      200      200      200      200      200      200      200      200      200      200      200
programme:apply                    302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:blank_roster             302      403      403      403      403      200      200      200      200      200      200      200      403      200
programme:choose_helper            302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:decide                   302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:enrol                    302      403      403      403      403      200      404      200      404      200      200      200      403      403
programme:export_ledger            302      403      403      403      403      200      200      200      200      200      200      200      403      403
programme:helpers                  302      200      302      403      403      403      403      403      403      403      403      403      403      403
programme:import_detail            302      404      404      404      404      200      404      404      404      404      404      404      404      404
programme:import_mapping           302      404      404      404      404      302      404      404      404      404      404      404      404      404
programme:import_marks             302      404      404      404      404      200      404      404      404      404      404      404      404      404
programme:import_progress          302      404      404      404      404      200      404      404      404      404      404      404      404      404
programme:imports                  302      403      403      403      403      200      200      200      200      200      200      200      403      200
programme:kept                     302      404      404      404      404      200      404      404      404      404      404      404      404      404
programme:ledger                   302      403      403      403      403      200      200      200      200      200      200      200      403      403
programme:retry                    302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:upload                   302      403      403      403      403      200      200      200      200      200      200      200      403      200
programme:withdraw                 302      404      404      404      404      200      404      404      404      404      404      404      404      404
registry:add                       302      403      403      403      403      403      403      200      200      200      200      200      403      403
registry:claim                     302      200      200      200      200      200      200      200      200      200      200      200      200      200
registry:consents                  302      200      200      403      403      403      403      403      403      403      403      403      403      403
registry:contact                   302      200      404      403      404      403      404      200      404      200      200      200      404      404
registry:decide_claim              302      405      405      405      405      405      405      405      405      405      405      405      405      405
registry:decide_proposal           302      405      405      405      405      405      405      405      405      405      405      405      405      405
registry:detail                    302      200      404      200      404      200      404      200      404      200      200      200      404      404
registry:end_grant                 302      405      405      405      405      405      405      405      405      405      405      405      405      405
registry:export                    302      403      403      403      403     200*     200*     200*     200*     200*     200*     200*      403      403
registry:give_consent              302      200      404      403      404      403      404      403      404      403      403      403      404      404
registry:index                     302      403      403      403      200      200      200      200      200      200      200      200      200      403
registry:life_event                302      403      404      403      404      403      404      200      404      200      200      200      404      404
registry:merge                     302      403      404      403      404      403      404      200      404      200      200      200      404      404
registry:mine                      302      200      200      200      200      200      200      200      200      200      200      200      200      200
registry:proof                     302      404      200      404      404      404      404      200      404      200      200      200      404      404
registry:propose                   302      200      404      403      404      403      404      200      404      200      200      200      404      404
registry:register                  302      200      200      200      200      200      200      200      200      200      200      200      200      200
registry:register_new              302      200      200      200      200      200      200      200      200      200      200      200      200      200
registry:reveal_contact            302      405      405      405      405      405      405      405      405      405      405      405      405      405
registry:reviews                   302      403      403      403      403      403      403      200      200      200      200      200      403      403
registry:unmerge                   302      405      405      405      405      405      405      405      405      405      405      405      405      405
registry:update                    302      403      404      403      404      403      404      200      404      200      200      200      404      404
registry:withdraw_claim            302      405      405      405      405      405      405      405      405      405      405      405      405      405
registry:withdraw_consent          302      200      404      403      404      403      404      403      404      403      403      403      404      404
registry:withdraw_proposal         302      405      405      405      405      405      405      405      405      405      405      405      405      405
returns:add_total                  302      403      403      403      403      403      403      200      200      200      200      200      403      403
returns:apply_sheet                302      405      405      405      405      405      405      405      405      405      405      405      405      405
returns:check                      302      405      405      405      405      405      405      405      405      405      405      405      405      405
returns:correct                    302      405      405      405      405      405      405      405      405      405      405      405      405      405
returns:detail                     302      200      404      404      404      404      404      200      404      200      200      200      404      404
returns:dictionary                 200      200      200      200      200      200      200      200      200      200      200      200      200      200
returns:download_marked            302      404      404      404      404      200      404      404      404      404      404      404      404      404
returns:fill                       302      200      404      404      404      404      404      404      404      404      404      404      404      404
returns:index                      302      200      200      302      302      302      302      302      302      302      302      302      302      302
returns:list_all                   302      403      403      403      403      403      403      200      200      200      200      200      403      403
returns:list_totals                302      403      403      403      403      403      403      200      200      200      200      200      403      403
returns:open_form                  302      405      405      405      405      405      405      405      405      405      405      405      405      405
returns:retry_sheet                302      405      405      405      405      405      405      405      405      405      405      405      405      405
returns:review                     302      200      404      404      404      404      404      404      404      404      404      404      404      404
returns:sheet_progress             302      404      404      404      404      302      404      404      404      404      404      404      404      404
returns:show_sheet                 302      404      404      404      404      200      404      404      404      404      404      404      404      404
returns:start                      302      200      404      404      404      404      404      404      404      404      404      404      404      404
returns:upload                     302      403      403      403      403      200      200      200      200      200      200      200      403      403
returns:withdraw                   302      200      404      404      404      404      404      404      404      404      404      404      404      404
returns:withdraw_sheet             302      405      405      405      405      405      405      405      405      405      405      405      405      405
returns:withdraw_total             302      404      404      404      404      404      404      200      404      200      200      200      404      404
statistics:correct                 302      404      404      404      404      404      404      200      404      200      200      200      404      404
statistics:detail                  404      404      404      404      404      404      404      200      404      200      200      200      404      404
statistics:download                404      404      404      404      404      404      404      200      404      200      200      200      404      404
statistics:download_layout         302      403      403      403      403      403      403      200      200      200      200      200      403      403
statistics:draft                   302      403      403      403      403      403      403      200      200      200      200      200      403      403
statistics:figure                  404      404      404      404      404      404      404      404      404      404      404      404      404      404
statistics:index                   200      200      200      200      200      200      200      200      200      200      200      200      200      200
statistics:layout                  302      403      403      403      403      403      403      200      200      200      200      200      403      403
statistics:progress                302      404      404      404      404      404      404      302      404      302      302      302      404      404
statistics:release                 302      404      404      404      404      404      404      200      404      200      200      200      404      404
ui:patterns                        200      200      200      200      200      200      200      200      200      200      200      200      200      200
ui:preferences                     405      405      405      405      405      405      405      405      405      405      405      405      405      405
"""

POST = """
page                         anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
accounts:accept                    302      404      404      404      404      404      404      404      404      404      404      404      404      404
accounts:channels                  302     302*     302*     302*     302*     302*     302*     302*     302*     302*     302*     302*     302*     302*
accounts:close                     302      422      422     302*     302*      422      422      422      422      422      422      422      422      422
accounts:create_token              302      422      404      403      404      404      404      403      404      403      403      403      404      422
accounts:demo                      405      405      405      405      405      405      405      405      405      405      405      405      405      405
accounts:end_membership            302     302*      404     302*      404      404      404      404      404      404      404      404      404     302*
accounts:inbox                     302      405      405      405      405      405      405      405      405      405      405      405      405      405
accounts:invitation                404      404      404      404      404      404      404      404      404      404      404      404      404      404
accounts:invite                    302      422      404      403      404      404      404      422      404      422      422      422      404      422
accounts:issue_password_link       302     200*      404      403      404      404      404      404      404      404      404      404      404     200*
accounts:me                        302      422      422      422      422      422      422      422      422      422      422      422      422      422
accounts:mine                      302      405      405      405      405      405      405      405      405      405      405      405      405      405
accounts:open_link                 405      405      405      405      405      405      405      405      405      405      405      405      405      405
accounts:organisation              302      405      405      405      405      405      405      405      405      405      405      405      405      405
accounts:partners                  302      403      403      403      403      403      403      422      422      422      422      422      403      422
accounts:password_link             422      422      422      422      422      422      422      422      422      422      422      422      422      422

accounts:outbox                    405      405      405      405      405      405      405      405      405      405      405      405      405      405
accounts:partners                  302      403      403      403      403      403      403      200      200      200      200      200      403      200
accounts:password_link             200      200      200      422      200      200      200      200      200      200      200      200      200      200
accounts:read                      302      302      302      302      302      302      302      302      302      302      302      302      302      302
accounts:records                   302      405      405      405      405      405      405      405      405      405      405      405      405      405
accounts:register                  422      302      302      302      302      302      302      302      302      302      302      302      302      302
accounts:revoke_token              302     302*      404      404      404      404      404      404      404      404      404      404      404     302*
accounts:unit                      302      404      404      404      404      404      404     302*      404     302*     302*     302*      404     302*
accounts:units                     302      405      405      405      405      405      405      405      405      405      405      405      405      405
accounts:withdraw                  302     302*      404      404      404      404      404      404      404      404      404      404      404      404
accounts:withdraw_invitation       302     302*      404      404      404      404      404     302*      404     302*     302*     302*      404     302*
desk:answer                        302      404      404      404      404      404      404     302*      404     302*     302*     302*      404     302*
desk:complaint                    302*     302*     302*     302*     302*     302*     302*     302*     302*     302*     302*     302*     302*     302*
desk:complaints                    302      405      405      405      405      405      405      405      405      405      405      405      405      405
desk:filed_complaint               405      405      405      405      405      405      405      405      405      405      405      405      405      405
desk:home                          302      405      405      405      405      405      405      405      405      405      405      405      405      405
desk:job                           302      405      405      405      405      405      405      405      405      405      405      405      405      405
desk:jobs                          302      405      405      405      405      405      405      405      405      405      405      405      405      405
desk:landing                       405      405      405      405      405      405      405      405      405      405      405      405      405      405
desk:retry_job                     302      403      403      403      403      403      403      403      403      403      403      403      403      302*
desk:sign_in_demo                  404      404      404      404      404      404      404      404      404      404      404      404      404      404
places:suggest_industries          405      405      405      405      405      405      405      405      405      405      405      405      405      405
places:suggest_regions             405      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:apply                    302      404      404      404      404     302*      404      404      404      404      404      404      404      404
programme:blank_roster             302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:choose_helper            302     302*      404      403      404      404      404      404      404      404      404      404      404      404
programme:decide                   302      404      404      404      404     302*      404      404      404      404      404      404      404      404
programme:enrol                    302      403      403      403      403      403      404     302*      404     302*     302*     302*      403      403
programme:export_ledger            302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:helpers                  302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:import_detail            302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:import_mapping           302      404      404      404      404      302      404      404      404      404      404      404      404      404
programme:import_marks             302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:import_progress          302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:imports                  302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:kept                     302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:ledger                   302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:retry                    302      404      404      404      404      422      404      404      404      404      404      404      404      404
programme:upload                   302      403      403      403      403      422      422      422      422      422      422      422      403      422
programme:withdraw                 302      404      404      404      404     302*      404      404      404      404      404      404      404      404
registry:add                       302      403      403      403      403      403      403      422      422      422      422      422      403      403
registry:claim                     302      422      422      422      422      422      422      422      422      422      422      422      422      422
registry:consents                  302      405      405      405      405      405      405      405      405      405      405      405      405      405
registry:contact                   302      422      404      403      404      403      404      422      404      422      422      422      404      404
registry:decide_claim              302      404      403      404      404      404      404     302*      404     302*     302*     302*      404      404
registry:decide_proposal           302      403      404      404      404      404      404     302*      404     302*     302*     302*      404      404
registry:detail                    302      405      405      405      405      405      405      405      405      405      405      405      405      405
registry:end_grant                 302     302*      404      403      404      403      404     302*      404     302*     302*     302*      404      404
registry:export                    302      405      405      405      405      405      405      405      405      405      405      405      405      405
registry:give_consent              302     302*      404      403      404      403      404      403      404      403      403      403      404      404
registry:index                     302      405      405      405      405      405      405      405      405      405      405      405      405      405
registry:life_event                302      403      404      403      404      403      404      422      404      422      422      422      404      404
registry:merge                     302      403      404      403      404      403      404      422      404      422      422      422      404      404
registry:mine                      302      405      405      405      405      405      405      405      405      405      405      405      405      405
registry:proof                     302      405      405      405      405      405      405      405      405      405      405      405      405      405
registry:propose                   302      422      404      403      404      403      404      422      404      422      422      422      404      404
registry:register                  302      422      422      422      422      422      422      422      422      422      422      422      422      422
registry:register_new              302      422      422      422      422      422      422      422      422      422      422      422      422      422
registry:reveal_contact            302     200*      404      403      404      403      404     200*      404     200*     200*     200*      404      404
registry:reviews                   302      405      405      405      405      405      405      405      405      405      405      405      405      405
registry:unmerge                   302      422      404      422      404      422      404      422      404      422      422      422      404      404
registry:update                    302      403      404      403      404      403      404      422      404      422      422      422      404      404
registry:withdraw_claim            302      404     302*      404      404      404      404      403      404      403      403      403      404      404
registry:withdraw_consent          302     302*      404      403      404      403      404      403      404      403      403      403      404      404
registry:withdraw_proposal         302     302*      404      404      404      404      404      403      404      403      403      403      404      404
returns:add_total                  302      403      403      403      403      403      403      422      422      422      422      422      403      403
returns:apply_sheet                302      404      404      404      404     302*      404      404      404      404      404      404      404      404
returns:check                      302      404      404      404      404      404      404     302*      404     302*     302*     302*      404      404
returns:correct                    302     302*      404      404      404      404      404      404      404      404      404      404      404      404
returns:detail                     302      405      405      405      405      405      405      405      405      405      405      405      405      405
returns:dictionary                 405      405      405      405      405      405      405      405      405      405      405      405      405      405
returns:download_marked            302      405      405      405      405      405      405      405      405      405      405      405      405      405
returns:fill                       302     200*      404      404      404      404      404      404      404      404      404      404      404      404
returns:index                      302      405      405      405      405      405      405      405      405      405      405      405      405      405
returns:list_all                   302      405      405      405      405      405      405      405      405      405      405      405      405      405
returns:list_totals                302      405      405      405      405      405      405      405      405      405      405      405      405      405
returns:open_form                  302      302      404      404      404      404      404      404      404      404      404      404      404      404
returns:retry_sheet                302      404      404      404      404      422      404      404      404      404      404      404      404      404
returns:review                     302      422      404      404      404      404      404      404      404      404      404      404      404      404
returns:sheet_progress             302      405      405      405      405      405      405      405      405      405      405      405      405      405
returns:show_sheet                 302      405      405      405      405      405      405      405      405      405      405      405      405      405
returns:start                      302      405      405      405      405      405      405      405      405      405      405      405      405      405
returns:upload                     302      403      403      403      403      422      422      422      422      422      422      422      403      403
returns:withdraw                   302     302*      404      404      404      404      404      404      404      404      404      404      404      404
returns:withdraw_sheet             302      404      404      404      404      422      404      404      404      404      404      404      404      404
returns:withdraw_total             302      404      404      404      404      404      404     302*      404     302*     302*     302*      404      404
statistics:correct                 302      404      404      404      404      404      404      422      404      422      422      422      404      404
statistics:detail                  405      405      405      405      405      405      405      405      405      405      405      405      405      405
statistics:download                405      405      405      405      405      405      405      405      405      405      405      405      405      405
statistics:download_layout         302      405      405      405      405      405      405      405      405      405      405      405      405      405
statistics:draft                   302      403      403      403      403      403      403     302*      422     302*     302*     302*      403      403
statistics:figure                  405      405      405      405      405      405      405      405      405      405      405      405      405      405
statistics:index                   405      405      405      405      405      405      405      405      405      405      405      405      405      405
statistics:layout                  302      403      403      403      403      403      403      422      422      422      422      422      403      403
statistics:progress                302      405      405      405      405      405      405      405      405      405      405      405      405      405
statistics:release                 302      404      404      404      404      404      404     302*      404     302*     302*     302*      404      404
ui:patterns                        405      405      405      405      405      405      405      405      405      405      405      405      405      405
ui:preferences                     302      302      302      302      302      302      302      302      302      302      302      302      302      302
"""

API = """
call                                                   nobody    owner  owner-0 stranger     body    body2   county  county2   nation     bank
GET /api/v1/account/me                                    401      200      200      200      200      200      200      200      200      200
POST /api/v1/account/receipts/{channel}                    401      401      401      401      401      401      401      401      401      401
GET /api/v1/bulletin                                      401      200      403      200      200      200      200      200      200      200
GET /api/v1/bulletin/{code}                               401      404      403      404      404      404      200      404      200      404
GET /api/v1/bulletin/{code}/figures                       401      404      403      404      404      404      200      404      200      404
GET /api/v1/enterprises/                                  401      200      403      200      200      200      200      200      200      200
GET /api/v1/enterprises/{code}                            401      200      403      404      200      404      200      404      200      404
GET /api/v1/enterprises/{code}/consents                   401      200      403      404      403      403      403      403      403      403
POST /api/v1/enterprises/{code}/consents                  401     201*      403      404      403      403      403      403      403      403
POST /api/v1/enterprises/{code}/consents/{grant_id}/withdraw    401     200*      403      404      403      403      403      403      403      403
POST /api/v1/enterprises/{code}/proposals                 401     201*      403      404      403      403     201*      404     201*      403
GET /api/v1/places/industries                             401      200      200      200      200      200      200      200      200      200
GET /api/v1/places/industries/{code}                      401      200      200      200      200      200      200      200      200      200
GET /api/v1/places/regions                                401      200      200      200      200      200      200      200      200      200
GET /api/v1/places/regions/{code}                         401      200      200      200      200      200      200      200      200      200
GET /api/v1/places/regions/{code}/successors              401      200      200      200      200      200      200      200      200      200
POST /api/v1/programme/imports                            401      403      403      403      422      422      422      422      422      403
GET /api/v1/programme/imports/blank                       401      403      403      403      200      200      200      200      200      403
GET /api/v1/programme/imports/{code}                      401      403      403      403      200      404      404      404      404      403
POST /api/v1/programme/imports/{code}/apply               401      403      403      403     200*      404      404      404      404      403
POST /api/v1/programme/imports/{code}/columns                401      403      403      403      422      404      404      404      404      403
GET /api/v1/programme/imports/{code}/kept                 401      403      403      403      200      404      404      404      404      403
POST /api/v1/programme/imports/{code}/retry               401      403      403      403      422      404      404      404      404      403
GET /api/v1/programme/imports/{code}/rows                 401      403      403      403      200      404      404      404      404      403
POST /api/v1/programme/imports/{code}/rows/{row_id}       401      403      403      403     200*      404      404      404      404      403
POST /api/v1/programme/imports/{code}/withdraw            401      403      403      403     200*      404      404      404      404      403
GET /api/v1/programme/ledger/{year}                       401      403      403      403      200      200      200      200      200      403
POST /api/v1/returns/                                     401     201*      403      404      403      403      403      403      403      403
GET /api/v1/returns/enterprises/{code}/values             401      200      403      404      404      404      200      404      200      404
GET /api/v1/returns/indicators                            401      200      200      200      200      200      200      200      200      200
GET /api/v1/returns/sheets/{code}/kept                    401      404      403      404      200      404      404      404      404      404
GET /api/v1/returns/totals                                401      403      403      403      403      403      200      200      200      403
POST /api/v1/returns/totals                               401      403      403      403      403      403     201*      422     201*      403
"""
