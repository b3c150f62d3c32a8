package dev.understudy.cluster.jgroups;

import java.util.Collection;
import org.jgroups.Address;
import org.jgroups.blocks.cs.NioServer;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.FD_SOCK2;
import org.jspecify.annotations.Nullable;

/// FD_SOCK2 that tells the [Doorman] what connects to its port and isn't a member, and everybody's suspicions
/// before they are verified. Changes nothing else.
final class WatchedSockets extends FD_SOCK2 {
    private final Doorman doorman;
    private volatile @Nullable Suspicions suspicions;

    WatchedSockets(Doorman doorman) {
        this.doorman = doorman;
        // JGroups looks ids up by class; headers must carry that of the class that others run
        setId(ClassConfigurator.getProtocolId(FD_SOCK2.class));
    }

    /// From now on tells whom the members suspect.
    void tell(Suspicions whom) {
        suspicions = whom;
    }

    @Override
    protected void suspect(Collection<Address> suspects) {
        Suspicions told = suspicions;
        if (told != null && suspects != null) {
            suspects.forEach(suspect -> told.suspected(Ear.incarnation(suspect)));
        }
        super.suspect(suspects);
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
