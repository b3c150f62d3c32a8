package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.Member;
import java.util.List;
import java.util.concurrent.ExecutorService;

/// What we keep for one other process in the control view: a way out and a way in for each channel.
final class Peer {
    private final Outbound controlOut;
    private final Outbound dataOut;
    private final Inbound controlIn;
    private final Inbound dataIn;
    private final ExecutorService dataReader;

    /// Written by the control loop.
    private volatile boolean isAdmitted;

    Peer(Outbound controlOut, Outbound dataOut, Inbound controlIn, Inbound dataIn, ExecutorService dataReader) {
        this.controlOut = controlOut;
        this.dataOut = dataOut;
        this.controlIn = controlIn;
        this.dataIn = dataIn;
        this.dataReader = dataReader;
    }

    /// Whether it is in our view, so that frames may be queued for it.
    boolean isAdmitted() {
        return isAdmitted;
    }

    /// It is in our view from now on.
    void admit(Member who) {
        controlIn.admit(who);
        dataIn.admit(who);
        isAdmitted = true;
    }

    /// It is no longer in our view, though still there.
    void dismiss() {
        isAdmitted = false;
    }

    Outbound out(ChannelKind channel) {
        return switch (channel) {
            case CONTROL -> controlOut;
            case DATA -> dataOut;
        };
    }

    List<Outbound> outs() {
        return List.of(controlOut, dataOut);
    }

    Inbound in(ChannelKind channel) {
        return switch (channel) {
            case CONTROL -> controlIn;
            case DATA -> dataIn;
        };
    }

    /// Ends its threads and drops what waits either way.
    void close() {
        dismiss();
        for (ChannelKind channel : ChannelKind.values()) {
            in(channel).accept(0);
            out(channel).close();
        }
        dataReader.shutdown();
    }
}
