package dev.understudy.node;

import static java.time.Duration.ofMillis;
import static java.util.stream.Collectors.joining;

import dev.understudy.cluster.Member;
import dev.understudy.cluster.View;
import dev.understudy.remoting.FrameKind;
import dev.understudy.remoting.Remoting;
import dev.understudy.serialization.WireContract;
import dev.understudy.serialization.WireInput;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares this node's wire contract with those of the members that were built with another: asks them for
/// theirs, and says what differs. While versions change node by node that is as it should be: what both know is
/// understood, what only one knows is refused to its sender. Where the two mean different things by one name,
/// the node that is starting gives up.
///
/// Thread-safe.
final class ContractExchange {
    private static final FrameKind WANTED = new FrameKind(96, "CONTRACT_WANTED");
    private static final FrameKind CONTRACT = new FrameKind(97, "CONTRACT");

    private static final Duration ASK_AGAIN = ofMillis(300);
    private static final int MOST_ASKS = 10;

    private static final Logger log = LoggerFactory.getLogger(ContractExchange.class);

    private final Remoting remoting;
    private final WireContract ours;
    private final ContractWatch watch;
    /// What each member that was asked means otherwise, once it has answered.
    private final Map<Member, CompletableFuture<List<String>>> conflicts = new ConcurrentHashMap<>();

    /// Before the transport starts.
    ContractExchange(Remoting remoting, WireContract ours) {
        this.remoting = remoting;
        this.ours = ours;
        this.watch = new ContractWatch(ours.fingerprint());
        remoting.handle(WANTED, (from, _) -> answer(from));
        remoting.handle(CONTRACT, this::onContract);
        remoting.onViewChange(change -> look(change.current()));
    }

    private synchronized void look(View view) {
        conflicts.keySet().retainAll(view.members());
        for (var member : watch.differing(view)) {
            var answer = new CompletableFuture<List<String>>();
            conflicts.put(member, answer);
            ask(member, answer, MOST_ASKS);
        }
    }

    /// Asks again while no answer comes: a member may see this one later than it is seen.
    private void ask(Member member, CompletableFuture<List<String>> answer, int asks) {
        if (asks > 0 && !answer.isDone() && conflicts.containsKey(member)) {
            var _ = remoting.send(member.incarnation(), WANTED.frame());
            var _ = remoting.system().scheduler().schedule(ASK_AGAIN, () -> ask(member, answer, asks - 1));
        }
    }

    private void answer(Member to) {
        var frame = CONTRACT.frame().writeString(ours.text());
        remoting.sendUntilTaken(() -> remoting.send(to.incarnation(), frame));
    }

    private void onContract(Member from, WireInput frame) {
        var theirs = WireContract.parse(frame.readString());
        var meansOtherwise = ours.conflictsWith(theirs);
        var asked = conflicts.get(from);
        if (asked == null || !asked.complete(meansOtherwise)) {
            return; // gone, or told before
        }
        if (meansOtherwise.isEmpty()) {
            log.warn(
                    "{} was built with another wire contract; to be expected only while versions change node by node."
                            + " From there to here:\n{}",
                    from,
                    ours.changesSince(theirs).stream().map(String::valueOf).collect(joining("\n")));
        } else {
            log.error("{} means other things by the same names:\n  {}", from, String.join("\n  ", meansOtherwise));
        }
    }

    /// Waits until the members that are in view have told their contracts; who does not is passed over.
    ///
    /// @throws IncompatibleContractException if one means other things by the same names
    void check(Duration patience) throws InterruptedException {
        look(remoting.transport().view()); // the first one is nobody's news
        var time = remoting.system().timeSource();
        long end = time.nanoTime() + patience.toNanos();
        for (var asked : Map.copyOf(conflicts).entrySet()) {
            try {
                var found = asked.getValue().get(Math.max(0, end - time.nanoTime()), TimeUnit.NANOSECONDS);
                if (!found.isEmpty()) {
                    throw new IncompatibleContractException(asked.getKey(), found);
                }
            } catch (TimeoutException _) {
                log.warn("{} has another wire contract, and has not told it within {}", asked.getKey(), patience);
            } catch (ExecutionException bug) {
                throw new IllegalStateException("a bug of the library: a contract never fails", bug);
            }
        }
    }
}
