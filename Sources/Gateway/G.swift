import Hummingbird
import JWTKit
import NIOWebSocket
import ServiceLifecycle
import Crypto
