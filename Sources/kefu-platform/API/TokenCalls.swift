extension PlatformModel {
    /// `gettoken`: the same token until it expires.
    mutating func grantToken(_ call: APICall, now: Int64) throws(Refusal) -> APIResult {
        let wrong = Refusal.Blame.violation("wrong-credentials")
        guard let corp = call.query["corpid"], !corp.isEmpty else {
            throw Refusal(41002, "corpid missing", wrong)
        }
        guard let given = call.query["corpsecret"], !given.isEmpty else {
            throw Refusal(41004, "corpsecret missing", wrong)
        }
        guard corp == corpID else { throw Refusal(40013, "invalid corpid", wrong) }
        guard given == secret else { throw Refusal(40001, "invalid credential", wrong) }
        guard limits[call.path, default: CallLimits()].admit(settings: settings, now: now) else {
            throw Refusal(45009, "api freq out of limit", .none)
        }
        if access.isAlive(now: now) { callerStartedAgain() }
        let token = access.grant(now: now, life: settings.accessTokenMs, random: &random)
        return .json([
            "access_token": .string(token.text),
            "expires_in": .int(max(1, (token.expiresAt - now) / 1000)),
        ])
    }
}
