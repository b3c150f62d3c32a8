package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.Member;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/// What we keep for one other process in the control view: a way out and a way in for each channel.
final class Peer {
    private final Incarnation id;
    private final Outbound controlOut;
    private final Outbound dataOut;
    private final Inbound controlIn;
    private final Inbound dataIn;
    private final ExecutorService dataReader;

    /// Who it is, once it is in our published view. Written by the control loop.
    private volatile @Nullable Member member;

    Peer(
            Incarnation id,
            Outbound controlOut,
            Outbound dataOut,
            Inbound controlIn,
            Inbound dataIn,
            ExecutorService dataReader) {
        this.id = id;
        this.controlOut = controlOut;
        this.dataOut = dataOut;
        this.controlIn = controlIn;
        this.dataIn = dataIn;
        this.dataReader = dataReader;
    }

    Incarnation id() {
        return id;
    }

    @Nullable
    Member member() {
        return member;
    }

    void admit(Member who) {
        controlIn.admit(who);
        dataIn.admit(who);
        member = who;
    }

    /// It is no longer in our view, though still there.
    void dismiss() {
        member = null;
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
