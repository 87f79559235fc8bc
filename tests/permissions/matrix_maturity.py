"""What each role gets from the pages of evaluations and their reviews."""

GET = """
page                         anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
maturity:agreement                 302      403      403      403      403      403      403      200      200      200      200      200      403      403
maturity:agreement_of              302      403      403      403      403      403      403      200      404      200      200      200      403      403
maturity:ask_review                302      302      404      403      403      403      403      403      403      403      403      403      403      403
maturity:conditions                302      200      404      200      404      404      404      404      404      404      404      404      404      404
maturity:history                  302      200      404      200      404      404      404      404      404      404      404      404      404      404
maturity:confirm                   302      405      405      405      405      405      405      405      405      405      405      405      405      405
maturity:delete_evidence           302      405      405      405      405      405      405      405      405      405      405      405      405      405
maturity:evidence                  302      200      404      200      404      404      404      404      404      404      404      404      404      404
maturity:evidence_file             302      200      404      200      404      404      404      404      404      404      404      404      404      404
maturity:fill                      302      200      404      200      404      404      404      404      404      404      404      404      404      404
maturity:index                     302      200      200      200      403      403      403      403      403      403      403      403      403      403
maturity:invite                    302      403      403      403      403      403      403      200      404      200      200      200      403      403
maturity:paper                     302      200      404      200      404      404      404      404      404      404      404      404      404      404
maturity:rate                      302      404      404      404      200      404      404      404      404      404      404      404      404      404
maturity:rate_end                  302      404      404      404      200      404      404      404      404      404      404      404      404      404
maturity:remark                    302      405      405      405      405      405      405      405      405      405      405      405      405      405
maturity:result                    302      200      404      200      404      404      404      404      404      404      404      404      404      404
maturity:resume                    302      302      404      302      404      404      404      404      404      404      404      404      404      404
maturity:return                    302      405      405      405      405      405      405      405      405      405      405      405      405      405
maturity:review                    302      200      404      200      200      404      404      404      404      404      404      404      404      404
maturity:review_files              302      200      404      200      200      404      404      404      404      404      404      404      404      404
maturity:review_paper              302      404      404      404      200      404      404      404      404      404      404      404      404      404
maturity:reviews                   302      403      403      403      200      403      403      403      403      403      403      403      403      403
maturity:start                     302      200      404      200      404      404      404      404      404      404      404      404      404      404
maturity:state                     302      200      404      404      404      404      404      404      404      404      404      404      404      404
maturity:submit                    302      405      405      405      405      405      405      405      405      405      405      405      405      405
maturity:withdraw_review           302      405      405      405      405      405      405      405      405      405      405      405      405      405
maturity:withdraw_statement        302      405      405      405      405      405      405      405      405      405      405      405      405      405
"""

POST = """
page                         anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
maturity:agreement                 302      405      405      405      405      405      405      405      405      405      405      405      405      405
maturity:agreement_of              302      405      405      405      405      405      405      405      405      405      405      405      405      405
maturity:ask_review                302      422      404      403      403      403      403      403      403      403      403      403      403      403
maturity:conditions                302      405      405      405      405      405      405      405      405      405      405      405      405      405
maturity:history                  302      405      405      405      405      405      405      405      405      405      405      405      405      405
maturity:confirm                   302      404      404      404     302*      404      404      404      404      404      404      404      404      404
maturity:delete_evidence           302     302*      404     302*      404      404      404      404      404      404      404      404      404      404
maturity:evidence                  302      422      404      422      404      404      404      404      404      404      404      404      404      404
maturity:evidence_file             302      405      405      405      405      405      405      405      405      405      405      405      405      405
maturity:fill                      302     302*      404     302*      404      404      404      404      404      404      404      404      404      404
maturity:index                     302      405      405      405      405      405      405      405      405      405      405      405      405      405
maturity:invite                    302      403      403      403      403      403      403     302*      404     302*     302*     302*      403      403
maturity:paper                     302      405      405      405      405      405      405      405      405      405      405      405      405      405
maturity:rate                      302      404      404      404      302      404      404      404      404      404      404      404      404      404
maturity:rate_end                  302      404      404      404      422      404      404      404      404      404      404      404      404      404
maturity:remark                    302     302*      404     302*     302*      404      404      404      404      404      404      404      404      404
maturity:result                    302      405      405      405      405      405      405      405      405      405      405      405      405      405
maturity:resume                    302      405      405      405      405      405      405      405      405      405      405      405      405      405
maturity:return                    302      404      404      404     302*      404      404      404      404      404      404      404      404      404
maturity:review                    302      405      405      405      405      405      405      405      405      405      405      405      405      405
maturity:review_files              302      405      405      405      405      405      405      405      405      405      405      405      405      405
maturity:review_paper              302      405      405      405      405      405      405      405      405      405      405      405      405      405
maturity:reviews                   302      405      405      405      405      405      405      405      405      405      405      405      405      405
maturity:start                     302     302*      404     302*      404      404      404      404      404      404      404      404      404      404
maturity:state                     302     302*      404      404      404      404      404      404      404      404      404      404      404      404
maturity:submit                    302     302*      404      403      404      404      404      404      404      404      404      404      404      404
maturity:withdraw_review           302     302*      404      403      403      403      403      403      403      403      403      403      403      403
maturity:withdraw_statement        302     302*      404      404      404      404      404      404      404      404      404      404      404      404
"""
