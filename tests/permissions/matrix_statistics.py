"""The pages of bulletins and of the spread of grades; the marks are those of matrix.py."""

GET = """
page                         anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
statistics:correct                 302      404      404      404      404      404      404      200      404      200      200      200      404      404
statistics:detail                  404      404      404      404      404      404      404      200      404      200      200      200      404      404
statistics:download                404      404      404      404      404      404      404      200      404      200      200      200      404      404
statistics:download_layout         302      403      403      403      403      403      403      200      200      200      200      200      403      403
statistics:draft                   302      403      403      403      403      403      403      200      200      200      200      200      403      403
statistics:figure                  404      404      404      404      404      404      404      404      404      404      404      404      404      404
statistics:export_grades           302      403      403      403      403      403      403      200      200      200      200      200      403      403
statistics:grades                  302      403      403      403      403      403      403      200      200      200      200      200      403      403
statistics:index                   200      200      200      200      200      200      200      200      200      200      200      200      200      200
statistics:layout                  302      403      403      403      403      403      403      200      200      200      200      200      403      403
statistics:progress                302      404      404      404      404      404      404      302      404      302      302      302      404      404
statistics:release                 302      404      404      404      404      404      404      200      404      200      200      200      404      404
statistics:renew_grades            302      405      405      405      405      405      405      405      405      405      405      405      405      405
"""

POST = """
page                         anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
statistics:correct                 302      404      404      404      404      404      404      422      404      422      422      422      404      404
statistics:detail                  405      405      405      405      405      405      405      405      405      405      405      405      405      405
statistics:download                405      405      405      405      405      405      405      405      405      405      405      405      405      405
statistics:download_layout         302      405      405      405      405      405      405      405      405      405      405      405      405      405
statistics:draft                   302      403      403      403      403      403      403     302*      422     302*     302*     302*      403      403
statistics:figure                  405      405      405      405      405      405      405      405      405      405      405      405      405      405
statistics:export_grades           302      405      405      405      405      405      405      405      405      405      405      405      405      405
statistics:grades                  302      405      405      405      405      405      405      405      405      405      405      405      405      405
statistics:index                   405      405      405      405      405      405      405      405      405      405      405      405      405      405
statistics:layout                  302      403      403      403      403      403      403      422      422      422      422      422      403      403
statistics:progress                302      405      405      405      405      405      405      405      405      405      405      405      405      405
statistics:release                 302      404      404      404      404      404      404     302*      404     302*     302*     302*      404      404
statistics:renew_grades            302      403      403      403      403      403      403     302*     302*     302*     302*     302*      403     302*
"""
