/// The interfaces that the simulator knows, by their paths below `/cgi-bin/`.
enum Interface: String, CaseIterable, Sendable {
    case gettoken
    case getcallbackip
    case syncMessages = "kf/sync_msg"
    case sendMessage = "kf/send_msg"
    case sendOnEvent = "kf/send_msg_on_event"
    case recallMessage = "kf/recall_msg"
    case stateGet = "kf/service_state/get"
    case stateTrans = "kf/service_state/trans"
    case accountAdd = "kf/account/add"
    case accountDelete = "kf/account/del"
    case accountUpdate = "kf/account/update"
    case accountList = "kf/account/list"
    case addContactWay = "kf/add_contact_way"
    case servicerAdd = "kf/servicer/add"
    case servicerDelete = "kf/servicer/del"
    case servicerList = "kf/servicer/list"
    case customerBatchGet = "kf/customer/batchget"
    case upgradeConfiguration = "kf/customer/get_upgrade_service_config"
    case upgradeService = "kf/customer/upgrade_service"
    case cancelUpgradeService = "kf/customer/cancel_upgrade_service"
    case mediaUpload = "media/upload"
    case mediaGet = "media/get"
    case departmentList = "department/list"
    case userList = "user/list"

    /// `account/list` is documented as POST; clients that work send GET.
    var methods: [String] {
        switch self {
        case .gettoken, .getcallbackip, .servicerList, .upgradeConfiguration, .mediaGet,
            .departmentList, .userList:
            ["GET"]
        case .accountList: ["POST", "GET"]
        default: ["POST"]
        }
    }
}

extension PlatformModel {
    mutating func perform(
        _ interface: Interface, _ call: APICall, _ parameters: Parameters, struck: [Fault.Kind],
        now: Int64
    ) throws(Refusal) -> APIResult {
        switch interface {
        case .gettoken: try grantToken(call, now: now)
        case .getcallbackip: .json(["ip_list": ["127.0.0.1"]])
        case .syncMessages: .json(try syncMessages(parameters, struck, now: now))
        case .sendMessage: .json(try sendMessage(parameters, struck, now: now))
        case .sendOnEvent: .json(try sendOnEvent(parameters, now: now))
        case .recallMessage: .json(try recallMessage(parameters, now: now))
        case .stateGet: .json(try readState(parameters, now: now))
        case .stateTrans: .json(try changeState(parameters, now: now))
        case .accountAdd: .json(try addAccount(parameters, now: now))
        case .accountDelete: .json(try deleteAccount(parameters))
        case .accountUpdate: .json(try updateAccount(parameters, now: now))
        case .accountList: .json(try listAccounts(parameters))
        case .addContactWay: .json(try addContactWay(parameters))
        case .servicerAdd: .json(try editServicers(parameters, adding: true))
        case .servicerDelete: .json(try editServicers(parameters, adding: false))
        case .servicerList: .json(try listServicers(parameters))
        case .customerBatchGet: .json(try getCustomers(parameters, now: now))
        case .upgradeConfiguration: .json(upgradeConfiguration())
        case .upgradeService: .json(try upgradeService(parameters))
        case .cancelUpgradeService: .json(try cancelUpgradeService(parameters))
        case .mediaUpload: .json(try upload(call, now: now))
        case .mediaGet: try download(call, parameters, now: now)
        case .departmentList: .json(listDepartments())
        case .userList: .json(try listMembers(parameters))
        }
    }
}
