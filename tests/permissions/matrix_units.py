"""What each role gets from units, giving enterprises to them, templates, traffic."""

GET = """
page                        anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
accounts:change_unit              302      404      404      404      404      404      404      200      404      200      200      200      404      200
accounts:end_unit                 302      405      405      405      405      405      405      405      405      405      405      405      405      405
accounts:suggest_units            302      200      200      200      200      200      200      200      200      200      200      200      200      200
desk:traffic                      302      403      403      403      403      403      403      403      403      403      403      403      403      200
programme:remove_template         302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:template_file           302      403      403      403      403      403      403      200      404      200      200      200      403      403
registry:place                    302      403      403      403      403      403      403      200      403      200      200      200      403      403
registry:place_one                302      403      404      403      403      403      404      200      404      200      200      200      404      404
"""

POST = """
page                        anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
accounts:change_unit              302      404      404      404      404      404      404     302*      404     302*     302*     302*      404     302*
accounts:end_unit                 302      404      404      404      404      404      404     302*      404     302*     302*     302*      404     302*
accounts:suggest_units            302      405      405      405      405      405      405      405      405      405      405      405      405      405
desk:traffic                      302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:remove_template         302      403      403      403      403      403      403     302*      404     302*     302*     302*      403      403
programme:template_file           302      405      405      405      405      405      405      405      405      405      405      405      405      405
registry:place                    302      403      403      403      403      403      403     302*      403     302*     302*     302*      403      403
registry:place_one                302      403      404      403      403      403      404     302*      404     302*     302*     302*      404      404
"""
