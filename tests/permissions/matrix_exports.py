"""What each role gets from choosing the columns of exports, and from saved choices."""

GET = """
page                        anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
accounts:choose_columns           302      403      403      403      403      200      200      200      200      200      200      200      403      403
accounts:delete_column_set        302      404      404      404      404      404      404      200      404      404      404      404      404      404
accounts:save_columns             302      403      403      403      403      200      200      200      200      200      200      200      403      403
programme:blank_subjects          302      403      403      403      403      403      403      200      200      200      200      200      403      403
programme:export_lines            302      404      404      404      404      404      404     200*      404     200*     200*     200*      404      404
programme:unreached               302      404      404      404      404      404      404      200      404      200      200      200      404      404
programme:unreached_number        302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:unreached_sheet         302      404      404      404      404      404      404      302      404      302      302      302      404      404
"""

POST = """
page                        anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
accounts:choose_columns           302      405      405      405      405      405      405      405      405      405      405      405      405      405
accounts:delete_column_set        302      404      404      404      404      404      404     302*      404      404      404      404      404      404
accounts:save_columns             302      403      403      403      403     302*     302*     302*     302*     302*     302*     302*      403      403
programme:blank_subjects          302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:export_lines            302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:unreached               302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:unreached_number        302      404      404      404      404      404      404     200*      404     200*     200*     200*      404      404
programme:unreached_sheet         302      404      404      404      404      404      404     200*      404     200*     200*     200*      404      404
"""
