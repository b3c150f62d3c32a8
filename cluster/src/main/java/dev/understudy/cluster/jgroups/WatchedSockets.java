package dev.understudy.cluster.jgroups;

import org.jgroups.blocks.cs.NioServer;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.FD_SOCK2;

/// FD_SOCK2 that tells the [Doorman] what connects to its port and isn't a member. Changes nothing else.
final class WatchedSockets extends FD_SOCK2 {
    private final Doorman doorman;

    WatchedSockets(Doorman doorman) {
        this.doorman = doorman;
        // JGroups looks ids up by class; headers must carry that of the class that others run
        setId(ClassConfigurator.getProtocolId(FD_SOCK2.class));
    }

    @Override
    public String getName() {
        return FD_SOCK2.class.getSimpleName();
    }

    @Override
    protected NioServer createServer(int[] bindPorts) {
        NioServer server = super.createServer(bindPorts);
        server.log(new RefusalLog(log, doorman));
        return server;
    }
}
