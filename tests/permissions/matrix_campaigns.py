"""What each role gets from the pages of campaigns."""

GET = """
page                        anonymous     owner  stranger    worker    expert      body     body2    county   county2      city  province    nation      bank     admin
campaigns:add_step                302       405       405       405       405       405       405       405       405       405       405       405       405       405
campaigns:answer                  302       405       405       405       405       405       405       405       405       405       405       405       405       405
campaigns:campaign                302       302       404       404       404       404       404       200       404       200       200       200       404       404
campaigns:close                   302       405       405       405       405       405       405       405       405       405       405       405       405       405
campaigns:delete                  302       405       405       405       405       405       405       405       405       405       405       405       405       405
campaigns:edit                    302       404       404       404       404       404       404       200       404       200       200       200       404       404
campaigns:enterprises             302       404       404       404       404       404       404       200       404       200       200       200       404       404
campaigns:export                  302       404       404       404       404       404       404      200*       404      200*      200*      200*       404       404
campaigns:export_list             302       404       404       404       404       404       404      200*       404      200*      200*      200*       404       404
campaigns:index                   302       200       200       403       403       403       403       200       200       200       200       200       403       403
campaigns:invitation              302       200       404       404       404       404       404       404       404       404       404       404       404       404
campaigns:new                     302       403       403       403       403       403       403       200       200       200       200       200       403       403
campaigns:open                    302       405       405       405       405       405       405       405       405       405       405       405       405       405
campaigns:progress                302       404       404       404       404       404       404       200       404       200       200       200       404       404
campaigns:recall                  302       405       405       405       405       405       405       405       405       405       405       405       405       405
campaigns:remind                  302       405       405       405       405       405       405       405       405       405       405       405       405       405
campaigns:remove_step             302       405       405       405       405       405       405       405       405       405       405       405       405       405
"""

POST = """
page                        anonymous     owner  stranger    worker    expert      body     body2    county   county2      city  province    nation      bank     admin
campaigns:add_step                302       404       404       404       404       404       404      302*       404      302*      302*      302*       404       404
campaigns:answer                  302      302*       404       403       403       403       403       403       403       403       403       403       403       403
campaigns:campaign                302       405       405       405       405       405       405       405       405       405       405       405       405       405
campaigns:close                   302       404       404       404       404       404       404      302*       404      302*      302*      302*       404       404
campaigns:delete                  302       404       404       404       404       404       404      302*       404      302*      302*      302*       404       404
campaigns:edit                    302       404       404       404       404       404       404      302*       404      302*      302*      302*       404       404
campaigns:enterprises             302       405       405       405       405       405       405       405       405       405       405       405       405       405
campaigns:export                  302       405       405       405       405       405       405       405       405       405       405       405       405       405
campaigns:export_list             302       405       405       405       405       405       405       405       405       405       405       405       405       405
campaigns:index                   302       405       405       405       405       405       405       405       405       405       405       405       405       405
campaigns:invitation              302       405       405       405       405       405       405       405       405       405       405       405       405       405
campaigns:new                     302       403       403       403       403       403       403      302*       422       422       422       422       403       403
campaigns:open                    302       404       404       404       404       404       404      302*       404      302*      302*      302*       404       404
campaigns:progress                302       405       405       405       405       405       405       405       405       405       405       405       405       405
campaigns:recall                  302       404       404       404       404       404       404      302*       404      302*      302*      302*       404       404
campaigns:remind                  302       404       404       404       404       404       404      302*       404      302*      302*      302*       404       404
campaigns:remove_step             302       404       404       404       404       404       404      302*       404      302*      302*      302*       404       404
"""
