"""What each role gets from the register of helpers and from orders of help."""

GET = """
page                       anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
improvement:add_absence          302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:attach_visit_file    302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:candidates           302      200      404      404      404      404      404      200      404      200      200      200      404      404
improvement:certifiers           302      200      404      404      404      404      404      404      404      404      404      404      404      404
improvement:change_helper        302      403      403      403      403      403      403      200      404      200      200      200      403      403
improvement:change_visit         302      404      404      404      200      404      404      404      404      404      404      404      404      404
improvement:choose_certifier     302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:confirm_visit        302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:conflicts            302      403      403      403      403      403      403      200      200      200      200      200      403      403
improvement:end_helper           302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:helper               302      200      200      200      200      200      200      200      200      200      200      200      403      403
improvement:helpers              302      200      200      200      200      200      200      200      200      200      200      200      403      403
improvement:helping              302      403      403      403      403      403      403      200      200      200      200      200      403      403
improvement:order                302      200      404      200      200      404      404      200      404      200      200      200      404      404
improvement:order_for_gap        302      302      404      404      404      404      404      404      404      404      404      404      404      404
improvement:order_help           302      200      404      404      404      404      404      404      404      404      404      404      404      404
improvement:order_step           302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:orders               302      200      200      200      200      200      200      200      200      200      200      200      403      403
improvement:register_helper      302      403      403      403      403      403      403      200      200      200      200      200      403      403
improvement:remove_absence       302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:say_visit            302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:set_capacity         302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:settle_visit         302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:visit_file           302      200      404      200      200      404      404      404      404      404      404      404      404      404
improvement:visit_paper          302      200      404      200      200      404      404      404      404      404      404      404      404      404
improvement:visit_signature      302      200      404      200      200      404      404      404      404      404      404      404      404      404
improvement:withdraw_certifier   302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:write_visit          302      404      404      404      200      404      404      404      404      404      404      404      404      404
"""

POST = """
page                       anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
improvement:add_absence          302      404      404      404     302*      404      404      404      404      404      404      404      404      404
improvement:attach_visit_file    302      404      404      404      422      404      404      404      404      404      404      404      404      404
improvement:candidates           302      422      404      404      404      404      404      422      404      422      422      422      404      404
improvement:certifiers           302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:change_helper        302      403      403      403      403      403      403      422      404      422      422      422      403      403
improvement:change_visit         302      404      404      404     302*      404      404      404      404      404      404      404      404      404
improvement:choose_certifier     302     302*      404      404      404      404      404      404      404      404      404      404      404      404
improvement:confirm_visit        302      404      404      404      422      404      404      404      404      404      404      404      404      404
improvement:conflicts            302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:end_helper           302      403      403      403      403      403      403     302*      404     302*     302*     302*      403      403
improvement:helper               302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:helpers              302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:helping              302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:order                302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:order_for_gap        302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:order_help           302     302*      404      404      404      404      404      404      404      404      404      404      404      404
improvement:order_step           302     302*      404      403      404      404      404      403      404      403      403      403      404      404
improvement:orders               302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:register_helper      302      403      403      403      403      403      403      422      422      422      422      422      403      403
improvement:remove_absence       302      404      404      404     302*      404      404      404      404      404      404      404      404      404
improvement:say_visit            302     302*      404      404      404      404      404      404      404      404      404      404      404      404
improvement:set_capacity         302      404      404      404     302*      404      404      404      404      404      404      404      404      404
improvement:settle_visit         302      404      404      404      404      404      404     302*      404     302*     302*     302*      404      404
improvement:visit_file           302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:visit_paper          302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:visit_signature      302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:withdraw_certifier   302     302*      404      404      404      404      404      404      404      404      404      404      404      404
improvement:write_visit          302      404      404      404     302*      404      404      404      404      404      404      404      404      404
"""
