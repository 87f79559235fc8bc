"""What each role gets from the pages of data exchange and the data catalogue."""

GET = """
page                         anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
desk:catalogue                     302      403      403      403      403      403      403      403      403      403      403      403      403      200
desk:export_catalogue              302      403      403      403      403      403      403      403      403      403      403      403      403      200
registry:exchange                  302      403      403      403      403      403      403      200      200      200      200      200      403      403
registry:exchange_apply            302      405      405      405      405      405      405      405      405      405      405      405      405      405
registry:exchange_batch            302      404      404      404      404      404      404      200      404      404      404      404      404      404
registry:exchange_blank            302      403      403      403      403      403      403      200      200      200      200      200      403      403
registry:exchange_marks            302      404      404      404      404      404      404      200      404      404      404      404      404      404
registry:exchange_progress         302      404      404      404      404      404      404      302      404      404      404      404      404      404
registry:exchange_retry            302      405      405      405      405      405      405      405      405      405      405      405      405      405
registry:exchange_send             302      403      403      403      403      403      403      200      200      200      200      200      403      403
registry:exchange_upload           302      403      403      403      403      403      403      200      200      200      200      200      403      403
"""

POST = """
page                         anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
desk:catalogue                     302      405      405      405      405      405      405      405      405      405      405      405      405      405
desk:export_catalogue              302      405      405      405      405      405      405      405      405      405      405      405      405      405
registry:exchange                  302      405      405      405      405      405      405      405      405      405      405      405      405      405
registry:exchange_apply            302      404      404      404      404      404      404     302*      404      404      404      404      404      404
registry:exchange_batch            302      405      405      405      405      405      405      405      405      405      405      405      405      405
registry:exchange_blank            302      405      405      405      405      405      405      405      405      405      405      405      405      405
registry:exchange_marks            302      405      405      405      405      405      405      405      405      405      405      405      405      405
registry:exchange_progress         302      405      405      405      405      405      405      405      405      405      405      405      405      405
registry:exchange_retry            302      404      404      404      404      404      404      422      404      404      404      404      404      404
registry:exchange_send             302      403      403      403      403      403      403      422      422      422      422      422      403      403
registry:exchange_upload           302      403      403      403      403      403      403      422      422      422      422      422      403      403
"""
