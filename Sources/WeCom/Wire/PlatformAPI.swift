/// The platform's calls, by their path below `/cgi-bin/`. Rates are counted for each of them.
public enum PlatformAPI: String, CaseIterable, Sendable {
    /// `gettoken`
    case getToken = "gettoken"
    /// `getcallbackip`
    case callbackAddresses = "getcallbackip"
    /// `kf/sync_msg`
    case syncMessages = "kf/sync_msg"
    /// `kf/send_msg`
    case sendMessage = "kf/send_msg"
    /// `kf/send_msg_on_event`
    case sendMessageOnEvent = "kf/send_msg_on_event"
    /// `kf/service_state/get`
    case getState = "kf/service_state/get"
    /// `kf/service_state/trans`
    case changeState = "kf/service_state/trans"
    /// `kf/account/add`
    case addAccount = "kf/account/add"
    /// `kf/account/del`
    case deleteAccount = "kf/account/del"
    /// `kf/account/update`
    case updateAccount = "kf/account/update"
    /// `kf/account/list`
    case listAccounts = "kf/account/list"
    /// `kf/add_contact_way`
    case addContactWay = "kf/add_contact_way"
    /// `kf/servicer/add`
    case addServicers = "kf/servicer/add"
    /// `kf/servicer/del`
    case deleteServicers = "kf/servicer/del"
    /// `kf/servicer/list`
    case listServicers = "kf/servicer/list"
    /// `kf/customer/batchget`
    case getCustomers = "kf/customer/batchget"
    /// `kf/customer/get_upgrade_service_config`
    case upgradeServiceRange = "kf/customer/get_upgrade_service_config"
    /// `kf/customer/upgrade_service`
    case upgradeService = "kf/customer/upgrade_service"
    /// `kf/customer/cancel_upgrade_service`
    case cancelUpgradeService = "kf/customer/cancel_upgrade_service"
    /// `media/upload`
    case uploadMedia = "media/upload"
    /// `media/get`
    case getMedia = "media/get"
    /// `department/list`
    case listDepartments = "department/list"
    /// `user/list`
    case listUsers = "user/list"
    /// `user/simplelist`
    case listUsersSimply = "user/simplelist"

    /// The path below the platform's address.
    public var path: String { "/cgi-bin/" + rawValue }

    /// Whether it is called by GET; every other one by POST.
    public var isGet: Bool {
        switch self {
        case .getToken, .callbackAddresses, .listServicers, .upgradeServiceRange, .getMedia,
            .listDepartments, .listUsers, .listUsersSimply:
            true
        default: false
        }
    }
}
