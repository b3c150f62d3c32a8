package dev.understudy.cluster.jgroups;

import org.jgroups.Message;
import org.jgroups.protocols.NoBundler;

/// Sends on the thread that wants to send. Our writers bundle already, and there is one for each peer: a queue of
/// JGroups' own would be one more thread to wake for each message. Sockets don't block, so a slow peer holds nobody up.
///
/// Unlike JGroups' own of that kind, a message that can't be sent now is no exception to the sender, as with all its
/// other bundlers: what must arrive is sent again by the protocol above, and who looks for others at several addresses
/// goes on to the next.
final class OwnThreadBundler extends NoBundler {
    @Override
    public void send(Message message) {
        try {
            super.send(message);
        } catch (Exception e) {
            log.trace("%s: not sent to %s: %s", transport.getAddress(), message.getDest(), e);
        }
    }
}
