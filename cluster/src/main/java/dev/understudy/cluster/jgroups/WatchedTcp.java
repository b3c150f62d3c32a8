package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.DropReason;
import java.net.InetSocketAddress;
import org.jgroups.Address;
import org.jgroups.Message;
import org.jgroups.Version;
import org.jgroups.blocks.cs.Connection;
import org.jgroups.protocols.TCP_NIO2;
import org.jgroups.protocols.TpHeader;
import org.jgroups.stack.IpAddress;
import org.jgroups.util.AsciiString;
import org.jgroups.util.MessageBatch;
import org.jspecify.annotations.Nullable;

/// TCP_NIO2 that tells the [Doorman] whom it turns away, instead of its log alone, and which connections broke.
/// Changes nothing else, but which threads carry data.
final class WatchedTcp extends TCP_NIO2 {
    private final Doorman doorman;
    private volatile @Nullable Suspicions suspicions;

    WatchedTcp(Doorman doorman) {
        this.doorman = doorman;
        // said by the doorman, with an end to it
        logDiscardMsgs(false);
        logDiscardMsgsVersion(false);
    }

    /// From now on tells which connections broke.
    void tell(Suspicions whom) {
        suspicions = whom;
    }

    /// Has the threads that write and read carry messages all the way: for the channel of the data.
    void carryData() {
        bundler = new OwnThreadBundler();
        msg_processing_policy = new ReadAndPass();
    }

    @Override
    public String getName() {
        return TCP_NIO2.class.getSimpleName(); // names threads and statistics
    }

    @Override
    public void start() throws Exception {
        super.start();
        server.log(new RefusalLog(log, doorman));
    }

    /// Called when reading ended: the other side has closed it, or the network broke it.
    @Override
    public void connectionClosed(Connection connection) {
        super.connectionClosed(connection);
        tellIfBroken(connection.peerAddress());
    }

    /// When writing fails first, the connection is thrown away without a word.
    @Override
    public void send(Address to, byte[] data, int offset, int length) throws Exception {
        boolean stood = server.connectionEstablishedTo(to);
        super.send(to, data, offset, length);
        if (stood) {
            tellIfBroken(to);
        }
    }

    private void tellIfBroken(@Nullable Address where) {
        Suspicions told = suspicions;
        if (told == null || !(where instanceof IpAddress address) || server.connectionEstablishedTo(where)) {
            return; // two that connected to each other at once close one of the two
        }
        for (Address member : members) {
            if (where.equals(getPhysicalAddressFromCache(member))) {
                told.broken(Ear.incarnation(member), new InetSocketAddress(address.getIpAddress(), address.getPort()));
            }
        }
    }

    @Override
    protected boolean versionMatch(short version, Address sender) {
        boolean matches = super.versionMatch(version, sender);
        if (!matches) {
            doorman.refused(
                    DropReason.VERSION_MISMATCH,
                    String.valueOf(sender),
                    "sends as JGroups %s, this is %s".formatted(Version.print(version), Version.printVersion()));
        }
        return matches;
    }

    @Override
    public void passMessageUp(Message message, boolean matchesNames, boolean multicast, boolean discardOwn) {
        TpHeader header = message.getHeader(getId());
        byte[] name = header == null ? null : header.clusterName();
        if (matchesNames && name != null && cluster_name != null && !cluster_name.equals(name)) {
            refuseForeign(message.getSrc(), new AsciiString(name));
        } else {
            super.passMessageUp(message, matchesNames, multicast, discardOwn);
        }
    }

    @Override
    public void passBatchUp(MessageBatch batch, boolean matchesNames, boolean discardOwn) {
        if (matchesNames && cluster_name != null && !cluster_name.equals(batch.clusterName())) {
            refuseForeign(batch.getSender(), batch.clusterName());
        } else {
            super.passBatchUp(batch, matchesNames, discardOwn);
        }
    }

    private void refuseForeign(Address sender, AsciiString name) {
        doorman.refused(
                DropReason.FOREIGN_CLUSTER,
                String.valueOf(sender),
                "belongs to cluster '%s', this is '%s'".formatted(name, cluster_name));
    }
}
