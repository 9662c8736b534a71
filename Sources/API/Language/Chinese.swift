/// Every text of this interface for people, in Chinese, by its English template. `{1}` is the first
/// value. A test compares the list with the sources: none is missing, and none is left over.
enum Chinese {
    static let texts: [String: String] = [problems, details, fields, forms, agents]
        .reduce(into: [:]) { $0.merge($1) { first, _ in first } }

    /// The titles of problems.
    private static let problems: [String: String] = [
        "The request cannot be read": "无法读取请求",
        "Sign in first": "请先登录",
        "Name or password is wrong": "用户名或密码错误",
        "Change your password first": "请先修改密码",
        "You may not do this": "您没有权限执行此操作",
        "There is no such thing": "您要找的内容不存在",
        "This cannot be done with that method": "不支持用此方法访问",
        "This agent cannot take the session": "该接待人员无法接待此会话",
        "No message can be sent until the visitor writes again": "访客再次发送消息之前，无法再发送消息",
        "The session has ended": "会话已结束",
        "This account's messages are written elsewhere": "该客服账号的消息请在其他客户端中回复",
        "The session is not yours": "该会话不由您接待",
        "Nobody can take the session now": "当前无人可以接待此会话",
        "No closing message can be sent": "无法发送结束消息",
        "This Idempotency-Key was used for something else": "该 Idempotency-Key 已用于其他请求",
        "There are still open sessions": "还有未结束的会话",
        "Begin again without a cursor": "请不带游标重新开始",
        "Somebody else has changed this": "内容已被他人修改，请刷新后重试",
        "The database is damaged": "数据库已损坏",
        "The request is too large": "请求内容过大",
        "On the server, run `kefud check-database`; restore a backup if it finds faults":
            "请在服务器上运行 `kefud check-database`;如发现损坏,请恢复备份",
        "The request breaks a rule": "提交的内容有误，请检查",
        "Too many requests": "请求过于频繁，请稍后再试",
        "Something went wrong here": "服务出现错误",
        "The platform refused": "平台拒绝了请求",
        "Not ready, try again soon": "服务尚未就绪，请稍后再试",
        "The platform did not answer": "平台没有响应",
        "Something still refers to it": "仍被其他内容引用",
        "The account is not being deleted": "该客服账号不在删除中",
        "The platform has not given the account's link yet": "平台尚未提供该客服账号的链接",
        "Nothing can be done about this call": "无法再处理此调用",
    ]

    /// What happened this time.
    private static let details: [String: String] = [
        "kefud is stopping": "服务正在停止",
        "The request body is not JSON": "请求内容不是 JSON",
        "Writes by cookie need the header X-CSRF-Token": "通过 Cookie 写入时需要请求头 X-CSRF-Token",
        "At most {} bytes are allowed": "最多允许 {1} 字节",
        "The request line and the headers may have at most {} bytes":
            "请求行与请求头合计最多 {1} 字节",
        "The account is not adopted": "该客服账号尚未接管",
        "{} sessions are open; end_sessions=true ends them":
            "还有 {1} 个未结束的会话；end_sessions=true 将结束这些会话",
        "If the account came to be, it is listed as not adopted":
            "如果账号已创建成功，它会以「未接管」状态出现在列表中",
        "Whatever stands below it or names it has to be moved or deleted first":
            "请先移动或删除其下属内容及引用它的内容",
        "There is no agent {}": "没有接待人员 {1}",
        "The other account is not one that receives visitors": "目标客服账号当前不接待访客",
        "The other account has no access link yet": "目标客服账号还没有接入链接",
        "The other account cannot take the session": "目标客服账号无法接待此会话",
        "It is {}": "它的状态是 {1}",
        "It is no cursor of this agent and database": "游标不属于该接待人员或该数据库",
        "Changes after it are no longer kept": "游标之后的变更已不再保留",
        "The engine does not commit in time": "引擎未能及时提交",
        "The database cannot be used now": "数据库暂时无法使用",
        "You cannot remove yourself": "不能删除自己",
        "End the visitor's sessions; try again once the platform has answered":
            "请先结束该访客的会话，待平台响应后再试",
        "{} members found no room: an account has at most 200 agents":
            "有 {1} 名成员未能加入：一个客服账号最多 200 名接待人员",
    ]

    /// What is wrong with any field.
    private static let fields: [String: String] = [
        "is required": "为必填项",
        "must not be null": "不能为空",
        "must be a text": "必须是文本",
        "must be an object": "必须是对象",
        "must be a list": "必须是列表",
        "must be true": "必须为 true",
        "must be true or false": "必须为 true 或 false",
        "must be a number": "必须是数字",
        "must be a whole number": "必须是整数",
        "must be a whole number in range": "必须是范围内的整数",
        "has a number that is not whole or out of range": "包含非整数或超出范围的数字",
        "is not a known value": "不是可识别的值",
        "cannot be read": "无法读取",
        "must be a whole number from {} to {}": "必须是 {1} 到 {2} 的整数",
        "must be a whole number from {} to {}, or null": "必须是 {1} 到 {2} 的整数，或留空",
        "must be a whole number of seconds from {} to {}": "必须是 {1} 到 {2} 的整数秒",
        "must be a whole number of seconds from {} to {}, or null": "必须是 {1} 到 {2} 的整数秒，或留空",
        "must not contain the character U+0000": "不能包含字符 U+0000",
        "must have {} to {} bytes, not {}": "长度须为 {1} 到 {2} 字节，当前为 {3} 字节",
        "must have {} to {} characters, not {}": "须为 {1} 到 {2} 个字符，当前为 {3} 个",
        "must not contain line breaks, tabs or other control characters": "不能包含换行、制表符等控制字符",
        "must have at most {} items, not {}": "最多 {1} 项，当前为 {2} 项",
        "must be one of {}": "必须是以下之一：{1}",
        "must be one of \"queued\", \"active\", \"ended\"":
            "必须是以下之一：\"queued\"、\"active\"、\"ended\"",
        "must be the `next` of the page before": "必须是上一页的 `next`",
        "must be a time such as 2026-11-22T15:04:05Z": "必须是时间，例如 2026-11-22T15:04:05Z",
        "must be an id, as a text": "必须是文本形式的编号",
        "is taken": "已被使用",
        "exists already": "已存在",
        "is not possible: {}": "无法执行：{1}",
    ]

    /// What is wrong with a field of one form.
    private static let forms: [String: String] = [
        "is no account of the platform's list": "不在平台的客服账号列表中",
        "is adopted already": "已被接管",
        "there are {} accounts already, which is the most": "已有 {1} 个客服账号，达到上限",
        "must be false: bots are not available in this version": "此版本不支持机器人，必须为 false",
        "must be a time zone such as \"Asia/Shanghai\"": "必须是时区，例如 \"Asia/Shanghai\"",
        "must be a data: URL with a PNG or JPEG picture, or null":
            "必须是 PNG 或 JPEG 图片的 data: URL，或留空",
        "must be a data: URL with a PNG or JPEG picture in Base64":
            "必须是 Base64 编码的 PNG 或 JPEG 图片的 data: URL",
        "must be a data: URL in Base64": "必须是 Base64 编码的 data: URL",
        "must have at most 2 MiB": "不能超过 2 MB",
        "must be a PNG or JPEG picture; its content is neither": "必须是 PNG 或 JPEG 图片，文件内容两者都不是",
        "must be 128×128 pixels, not {}×{}": "尺寸必须为 128×128 像素，当前为 {1}×{2}",
        "must be a USERID: 1 to 64 of A-Z a-z 0-9 - _ . @":
            "必须是成员账号（USERID）：1 到 64 个字符，限 A-Z a-z 0-9 - _ . @",
        "is no department": "部门不存在",
        "is no sub-organisation": "子机构不存在",
        "is no member": "成员不存在",
        "must not be the department itself or one below it": "不能是该部门自身或其下级部门",
        "must be a URL of http or https": "必须是 http 或 https 网址",
        "must not come twice": "不能重复",
        "overlaps another span": "与其他时间段重叠",
        "must be a time from \"00:00\" to \"{}\", such as \"09:30\"":
            "必须是 \"00:00\" 到 \"{1}\" 的时间，例如 \"09:30\"",
        "must be a date such as \"2026-10-01\"": "必须是日期，例如 \"2026-10-01\"",
        "must not have the id \"{}\" twice": "编号 \"{1}\" 不能重复",
        "must begin with https:// or http://": "必须以 https:// 或 http:// 开头",
        "must be absent: this prompt is a text only": "此提示语仅支持文本，不能有菜单",
        "must have at most {} bytes above a menu, not {}": "菜单上方的文字最多 {1} 字节，当前为 {2} 字节",
        "must not be empty while the prompt is enabled": "提示语开启时内容不能为空",
        "is outside the range that the platform allows for 升级服务": "不在平台「升级服务」的可用范围内",
        "must not be empty while it is enabled": "开启时内容不能为空",
        "must name at least one member": "至少指定一名成员",
        "must be \"current\" or \"{}\"": "必须是 \"current\" 或 \"{1}\"",
        "is required with parameters": "填写参数时为必填项",
        "must have at most {} bytes percent-encoded, not {}": "百分号编码后最多 {1} 字节，当前为 {2} 字节",
        "must have exactly one of \"agent\", \"account\", \"queue\"":
            "必须且只能有 \"agent\"、\"account\"、\"queue\" 之一",
        "must be \"text\"": "必须是 \"text\"",
        "must have 1 to {} bytes": "长度须为 1 到 {1} 字节",
        "is not your password": "密码不正确",
        "must have at least {} characters": "至少 {1} 个字符",
        "must have at most {} bytes": "最多 {1} 字节",
        "must not begin or end with white space": "首尾不能有空格",
        "is required for an agent": "角色为接待人员时为必填项",
        "must stay: you would shut yourself out": "不能修改：否则您将无法再登录",
        // A file of members.
        "must be UTF-8: save the table as \"CSV UTF-8\"": "必须是 UTF-8 编码：请另存为「CSV UTF-8」格式",
        "has text behind a closing quotation mark": "引号结束后还有文字",
        "has a quotation mark that is never closed": "引号没有结束",
        "must have a line with the columns' names": "必须有列名行",
        "must have a column \"{}\" ({})": "必须有列 \"{1}\"（{2}）",
        "has the column \"{}\" twice": "列 \"{1}\" 重复",
        "must have at most {} members in one file": "一个文件最多 {1} 名成员",
        "has the USERID of line {}": "成员账号与第 {1} 行重复",
        "has more cells than the first line": "单元格数多于首行",
        "must have a USERID: 1 to 64 of A-Z a-z 0-9 - _ . @":
            "须有成员账号（USERID）：1 到 64 个字符，限 A-Z a-z 0-9 - _ . @",
        "must have a name of 1 to {} characters": "须有 1 到 {1} 个字符的姓名",
        "must name its sub-organisation by 1 to {} characters": "子机构名称须为 1 到 {1} 个字符",
        "must have a URL of http or https as its picture, or none": "头像须为 http 或 https 网址，或留空",
        "must say \"active\" by true or false, not \"{}\"": "「启用」须为 true 或 false，不能是 \"{1}\"",
        "must name departments such as 总部/销售;总部/售后, not \"{}\"":
            "部门须写成「总部/销售;总部/售后」的形式，不能是 \"{1}\"",
        "must have at most 100 departments": "最多属于 100 个部门",
    ]

    /// Why an agent cannot take a session, and what would change it.
    private static let agents: [String: String] = [
        "The agent is not on the account's list": "该人员不在客服账号的接待人员列表中",
        "The member is not active": "该成员未启用",
        "The account is outside its reception hours": "不在客服账号的接待时间内",
        "The agent is offline": "该接待人员已离线",
        "The agent is away": "该接待人员暂离",
        "The agent holds as many sessions of this account as the cap allows": "该接待人员已达到此客服账号的接待上限",
        "The agent holds 50 sessions": "该接待人员已有 50 个会话",
        "The agent gave this session back, or it was taken from it": "该接待人员已退回此会话，或会话已被收回",
        "The platform refused this agent a moment ago": "平台刚刚拒绝了该接待人员",
        "The platform refuses assignments in this account at the moment": "平台暂时拒绝为此客服账号分配会话",
        "the platform answers which state it is in": "等待平台返回会话状态",
        "put an agent on the account's list": "为客服账号添加接待人员",
        "activate the member": "启用该成员",
        "wait for the reception hours, or change them": "等待接待时间，或修改接待时间",
        "an agent comes online": "有接待人员上线",
        "an agent comes back from being away": "有接待人员从暂离恢复",
        "an agent ends a session of this account, or the cap is raised": "有接待人员结束此客服账号的会话，或提高接待上限",
        "an agent with 50 sessions ends one": "有 50 个会话的接待人员结束一个会话",
        "wait until the grace time has passed": "等待宽限时间结束",
        "the platform shows the agent receiving again": "平台显示该接待人员恢复接待",
        "wait a minute: the platform refused assignments": "等待一分钟：平台刚刚拒绝了分配",
    ]
}
