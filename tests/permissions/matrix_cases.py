"""What each role gets from the pages of good cases; one of them is public."""

GET = """
page                            anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
cases:case                          200      200      200      200      200      200      200      200      200      200      200      200      200      200
cases:index                         200      200      200      200      200      200      200      200      200      200      200      200      200      200
cases:photo                         200      200      200      200      200      200      200      200      200      200      200      200      200      200
improvement:add_case_photo          302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:announce_case           302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:begin_case              302      200      404      404      404      404      404      404      404      404      404      404      404      404
improvement:case                    302      200      404      200      404      404      404      200      404      200      200      200      404      404
improvement:case_photo              302      200      404      200      404      404      404      200      404      200      200      200      404      404
improvement:cases                   302      200      200      200      403      403      403      200      200      200      200      200      403      403
improvement:decide_case             302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:edit_case               302      200      404      404      404      404      404      404      404      404      404      404      404      404
improvement:name_case               302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:remove_case_photo       302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:submit_case             302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:withdraw_case           302      405      405      405      405      405      405      405      405      405      405      405      405      405
"""

POST = """
page                            anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
cases:case                          405      405      405      405      405      405      405      405      405      405      405      405      405      405
cases:index                         405      405      405      405      405      405      405      405      405      405      405      405      405      405
cases:photo                         405      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:add_case_photo          302      422      404      404      404      404      404      404      404      404      404      404      404      404
improvement:announce_case           302      404      404      404      404      404      404     302*      404      404      404      404      404      404
improvement:begin_case              302     302*      404      404      404      404      404      404      404      404      404      404      404      404
improvement:case                    302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:case_photo              302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:cases                   302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:decide_case             302      404      404      404      404      404      404     302*      404      422      422      422      404      404
improvement:edit_case               302     302*      404      404      404      404      404      404      404      404      404      404      404      404
improvement:name_case               302     302*      404      404      404      404      404      404      404      404      404      404      404      404
improvement:remove_case_photo       302     302*      404      404      404      404      404      404      404      404      404      404      404      404
improvement:submit_case             302     302*      404      404      404      404      404      404      404      404      404      404      404      404
improvement:withdraw_case           302     302*      404      404      404      404      404      404      404      404      404      404      404      404
"""
