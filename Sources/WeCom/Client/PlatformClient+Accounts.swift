/// The calls of administration: accounts, agents, the directory.
extension PlatformClient {
    /// `kf/account/add`
    public func addAccount(_ request: AddAccountRequest) async throws(PlatformFailure)
        -> AddAccountReply
    {
        try await post(.addAccount, request)
    }

    /// `kf/account/del`
    public func deleteAccount(_ request: DeleteAccountRequest) async throws(PlatformFailure) {
        try await post(.deleteAccount, request)
    }

    /// `kf/account/update`
    public func updateAccount(_ request: UpdateAccountRequest) async throws(PlatformFailure) {
        try await post(.updateAccount, request)
    }

    /// `kf/account/list`: one page.
    public func listAccounts(_ request: ListAccountsRequest) async throws(PlatformFailure)
        -> ListAccountsReply
    {
        try await post(.listAccounts, request)
    }

    /// `kf/account/list`, all pages; at most 10,000 accounts.
    public func allAccounts() async throws(PlatformFailure) -> [ListedAccount] {
        var accounts: [ListedAccount] = []
        for page in 0..<100 {
            let request = ListAccountsRequest(offset: page * 100, limit: 100)
            let reply = try await listAccounts(request)
            accounts += reply.accounts
            if reply.accounts.count < request.limit { break }
        }
        return accounts
    }

    /// `kf/add_contact_way`
    public func addContactWay(_ request: AddContactWayRequest) async throws(PlatformFailure)
        -> AddContactWayReply
    {
        try await post(.addContactWay, request)
    }

    /// `kf/servicer/add`: look at every item's own code.
    public func addServicers(_ request: ServicersRequest) async throws(PlatformFailure)
        -> ServicersReply
    {
        try await post(.addServicers, request)
    }

    /// `kf/servicer/del`: look at every item's own code.
    public func deleteServicers(_ request: ServicersRequest) async throws(PlatformFailure)
        -> ServicersReply
    {
        try await post(.deleteServicers, request)
    }

    /// `kf/servicer/list`
    public func listServicers(openKfID: String) async throws(PlatformFailure) -> ListServicersReply
    {
        try await get(.listServicers, [("open_kfid", openKfID)])
    }

    /// `department/list`: a department and all below it, or everything.
    public func departments(below id: Int? = nil) async throws(PlatformFailure)
        -> ListDepartmentsReply
    {
        try await get(.listDepartments, id.map { [("id", "\($0)")] } ?? [])
    }

    /// `user/list`: the members of a department, in full as far as the application may know.
    public func users(ofDepartment id: Int) async throws(PlatformFailure) -> ListUsersReply {
        try await get(.listUsers, [("department_id", "\(id)")])
    }

    /// `user/simplelist`: the members of a department, by id, name and departments only.
    public func usersSimply(ofDepartment id: Int) async throws(PlatformFailure) -> ListUsersReply {
        try await get(.listUsersSimply, [("department_id", "\(id)")])
    }

    /// `getcallbackip`
    public func callbackAddresses() async throws(PlatformFailure) -> CallbackAddressesReply {
        try await get(.callbackAddresses)
    }
}
