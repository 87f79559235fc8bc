"""What each role gets from the pages of plans and problems."""

GET = """
page                         anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
improvement:agree                  302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:assign_task            302      200      404      404      404      404      404      404      404      404      404      404      404      404
improvement:plan                   302      200      404      200      404      404      404      200      404      200      200      200      404      404
improvement:plans                  302      200      200      200      403      403      403      200      200      200      200      200      403      403
improvement:start                  302      200      404      404      404      404      404      404      404      404      404      404      404      404
improvement:tick_task              302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:variants               302      200      404      404      404      404      404      404      404      404      404      404      404      404
improvement:wish                   302      405      405      405      405      405      405      405      405      405      405      405      405      405
"""

POST = """
page                         anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
improvement:agree                  302     302*      404      403      404      404      404      404      404      404      404      404      404      404
improvement:assign_task            302     302*      404      404      404      404      404      404      404      404      404      404      404      404
improvement:plan                   302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:plans                  302      405      405      405      405      405      405      405      405      405      405      405      405      405
improvement:start                  302     302*      404      404      404      404      404      404      404      404      404      404      404      404
improvement:tick_task              302     302*      404     302*      404      404      404      404      404      404      404      404      404      404
improvement:variants               302     302*      404      404      404      404      404      404      404      404      404      404      404      404
improvement:wish                   302     302*      404      404      404      404      404      404      404      404      404      404      404      404
"""
