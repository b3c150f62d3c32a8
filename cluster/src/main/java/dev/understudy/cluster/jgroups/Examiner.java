package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.ProcessIdentity;
import dev.understudy.cluster.jgroups.DeathWatch.Action;
import dev.understudy.cluster.jgroups.DeathWatch.Answer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/// Gathers what the [DeathWatch] asks for. Files of other processes and connections to other machines can keep one
/// waiting, so it does so on threads of its own and never on the control loop.
final class Examiner {
    /// Who is told what was found; on the examiner's threads.
    interface Reports {
        void saw(Incarnation who, ProcessIdentity.Sight sight);

        void answered(Incarnation who, InetSocketAddress address, Answer answer);
    }

    /// How long to wait for an answer. It has to end before the kernel itself gives up after a second or more,
    /// since it tells that by the exception that means "refused".
    private static final Duration ANSWER_TIMEOUT = Duration.ofMillis(200);

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final ProcessIdentity self;
    private final Threads threads;
    private final ScheduledExecutorService loop;
    private final ExecutorService looks;
    private final Reports reports;

    Examiner(ProcessIdentity self, Threads threads, ScheduledExecutorService loop, Reports reports) {
        this.self = self;
        this.threads = threads;
        this.loop = loop;
        this.reports = reports;
        looks = threads.reader("processes");
    }

    void look(Action.Look look) {
        looks.execute(threads.guarded(() -> {
            for (Member member : look.members()) {
                reports.saw(member.incarnation(), member.process().seenBy(self));
            }
        }));
    }

    void knock(Action.Knock knock) {
        Runnable knocking = () -> reports.answered(knock.member().incarnation(), knock.address(), at(knock.address()));
        Runnable start = () -> threads.start("knock-" + knock.member().incarnation(), threads.guarded(knocking));
        if (knock.isAgain()) {
            threads.after(loop, PAUSE, start);
        } else {
            start.run();
        }
    }

    void close() {
        looks.shutdownNow();
    }

    static Answer at(InetSocketAddress address) {
        try (var socket = new Socket()) {
            socket.connect(address, (int) ANSWER_TIMEOUT.toMillis());
            return Answer.OPENED;
        } catch (ConnectException _) {
            return Answer.REFUSED;
        } catch (IOException _) {
            return Answer.NONE; // time is up, or there is no way to it: not an error here
        }
    }
}
