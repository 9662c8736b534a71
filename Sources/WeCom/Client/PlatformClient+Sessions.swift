internal import HTTPClient

/// The calls of a running service: pull, send, state, visitors.
extension PlatformClient {
    /// `kf/sync_msg`: one page. Refused with 95007 when the callback's token has expired.
    public func syncMessages(_ request: SyncRequest) async throws(PlatformFailure) -> SyncPage {
        var json = JSONWriter()
        json.object {
            $0.member("cursor", request.cursor)
            $0.member("token", request.token)
            $0.member("limit", request.limit)
            $0.member("voice_format", request.voiceFormat)
            $0.member("open_kfid", request.openKfID)
        }
        var call = Call(api: .syncMessages, body: json.bytes)
        if request.token == nil { call.budgetKey = .syncWithoutToken(openKfID: request.openKfID) }
        let reply = try await perform(call)
        guard let page = SyncPage(json: reply.body) else { throw .unknown("the page is no JSON") }
        return page
    }

    /// `kf/send_msg`. Accepted is not delivered.
    public func send(_ request: SendRequest) async throws(PlatformFailure) -> SendReply {
        try await post(.sendMessage, request)
    }

    /// `kf/send_msg_on_event`: one message for one code.
    public func sendOnEvent(_ request: SendOnEventRequest) async throws(PlatformFailure)
        -> SendReply
    {
        try await post(.sendMessageOnEvent, request)
    }

    /// `kf/service_state/get`
    public func state(_ request: ServiceStateRequest) async throws(PlatformFailure)
        -> ServiceStateReply
    {
        try await post(.getState, request)
    }

    /// `kf/service_state/trans`
    public func changeState(_ request: ChangeStateRequest) async throws(PlatformFailure)
        -> ChangeStateReply
    {
        try await post(.changeState, request)
    }

    /// `kf/customer/batchget`: at most 100 visitors.
    public func customers(_ request: CustomersRequest) async throws(PlatformFailure)
        -> CustomersReply
    {
        try await post(.getCustomers, request)
    }

    /// `kf/customer/get_upgrade_service_config`
    public func upgradeServiceRange() async throws(PlatformFailure) -> UpgradeServiceRangeReply {
        try await get(.upgradeServiceRange)
    }

    /// `kf/customer/upgrade_service`
    public func upgradeService(_ request: UpgradeServiceRequest) async throws(PlatformFailure) {
        try await post(.upgradeService, request)
    }

    /// `kf/customer/cancel_upgrade_service`
    public func cancelUpgradeService(_ request: CancelUpgradeServiceRequest)
        async throws(PlatformFailure)
    {
        try await post(.cancelUpgradeService, request)
    }
}
