package dev.understudy.remoting;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.AskCycleException;
import dev.understudy.actor.internal.AskPromise;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.actor.internal.WaitGraph;
import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.Member;
import dev.understudy.serialization.WireInput;
import dev.understudy.serialization.WireOutput;
import java.util.ArrayList;
import java.util.List;

/// Follows from member to member who waits for whom, to find those who wait in a circle; see [WaitGraph].
///
/// A probe knows where it began: an actor and its ask. Who finds that actor again at the end of a way tells its member,
/// and there the ask fails. A probe that gets lost finds nothing; the asks end by their time-outs then.
///
/// Thread-safe.
final class AskCycles implements WaitGraph.Prober {
    private static final FrameKind PROBE = new FrameKind(74, "ASK_CYCLE_PROBE");
    private static final FrameKind FOUND = new FrameKind(75, "ASK_CYCLE_FOUND");

    /// Where a probe began.
    ///
    /// @param waiter the number of the actor that waits
    /// @param ask the number of what it waits for
    private record Origin(Incarnation home, long waiter, long ask) {}

    private final Remoting remoting;
    private final WaitGraph waits;

    AskCycles(Remoting remoting) {
        this.remoting = remoting;
        this.waits = remoting.system().internals().waits();
        remoting.handle(PROBE, this::onProbe);
        remoting.handle(FOUND, this::onFound);
        waits.prober(this);
    }

    @Override
    public boolean reaches(InternalRef<?> elsewhere) {
        return elsewhere instanceof RemoteRef<?>;
    }

    @Override
    public void probe(ActorRef<?> waiter, AskPromise<?> ask, List<String> chain, InternalRef<?> elsewhere) {
        var exports = remoting.exports();
        var home = remoting.transport().self().incarnation();
        sendOn(new Origin(home, exports.export(InternalRef.of(waiter)), exports.export(ask)), chain, elsewhere);
    }

    private void sendOn(Origin origin, List<String> chain, InternalRef<?> elsewhere) {
        if (elsewhere instanceof RemoteRef<?> ref) {
            var frame = PROBE.frame()
                    .writeLong(origin.home().high())
                    .writeLong(origin.home().low())
                    .writeVarLong(origin.waiter())
                    .writeVarLong(origin.ask())
                    .writeVarLong(ref.number());
            remoting.send(ref.home(), write(chain, frame));
        }
    }

    private void onProbe(Member from, WireInput frame) {
        var home = new Incarnation(frame.readLong(), frame.readLong());
        var origin = new Origin(home, frame.readVarLong(), frame.readVarLong());
        var at = remoting.exports().find(frame.readVarLong());
        var chain = readChain(frame);
        if (at.isEmpty() || chain.size() >= WaitGraph.LONGEST) {
            return; // it may have run into a circle that it did not begin in
        }
        var began = remoting.ref(origin.home(), origin.waiter());
        switch (waits.follow(at.get(), began::equals, chain)) {
            case WaitGraph.End.Circle() ->
                remoting.send(
                        origin.home(),
                        write(WaitGraph.closed(chain), FOUND.frame().writeVarLong(origin.ask())));
            case WaitGraph.End.Nowhere() -> {}
            case WaitGraph.End.Elsewhere(var ref) -> sendOn(origin, chain, ref);
        }
    }

    private void onFound(Member from, WireInput frame) {
        var ask = remoting.ask(frame.readVarLong());
        var chain = readChain(frame);
        ask.ifPresent(promise -> promise.fail(new AskCycleException(chain)));
    }

    private static WireOutput write(List<String> chain, WireOutput frame) {
        frame.writeVarInt(chain.size());
        chain.forEach(frame::writeString);
        return frame;
    }

    private static List<String> readChain(WireInput frame) {
        int count = frame.readVarInt();
        var chain = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            chain.add(frame.readString());
        }
        return chain;
    }
}
