package dev.understudy.cluster.jgroups;

import static java.util.stream.Collectors.joining;

import dev.understudy.cluster.Certificates;
import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.DeathProof;
import dev.understudy.cluster.Discovery;
import dev.understudy.cluster.DropReason;
import dev.understudy.cluster.Frame;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.SendResult;
import dev.understudy.cluster.TransportConfig;
import dev.understudy.cluster.TransportCounters;
import dev.understudy.cluster.TransportListener;
import dev.understudy.cluster.View;
import dev.understudy.cluster.ViewChange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/// A node in a process of its own, driven by lines on its standard input and telling what it sees on its standard
/// output, each line with the machine's time in milliseconds:
///
/// ```
/// <- VIEW millis name,name,…      for every view
/// <- SUSPECTED millis name        may be gone
/// <- DIED millis name proof       is gone for certain
/// <- HEARD millis name channel n  for the first, second, fourth, eighth … frame of that sender on that channel
/// -> flood bytes                  from now on sends frames of that length to everybody, as fast as they are taken
/// -> quiet                        stops that
/// -> spin threads                 computes on so many threads until it exits
/// -> watch                        forgets the silences seen so far
/// -> report                       asks for:
/// <- SILENCE millis name=millis,… the longest time without a data frame, for each sender
/// <- BEATS millis name=millis/…,… the longest time without a beat, and the longest that one took to come
/// <- COUNTS millis …              what was sent, refused, dropped, and the heap used after a collection
/// -> stop                         leaves and exits
/// ```
///
/// All the time it sends everybody a small control frame, the *beat*, as often as a voter hears of a lease.
final class DrillNode implements TransportListener {
    private static final Duration BEAT = Duration.ofMillis(50);

    private final JGroupsTransport transport;
    private final Silences data = new Silences();
    private final Silences beats = new Silences();
    private final Map<String, Long> longestWay = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> heard = new ConcurrentHashMap<>();
    private volatile int floodBytes;

    private DrillNode(TransportConfig config) {
        transport = new JGroupsTransport(config, new SecureRandom());
    }

    /// Runs a node.
    ///
    /// @param args as [DrillProcess.Spec#arguments] puts them
    public static void main(String[] args) throws IOException {
        TransportConfig config = TransportConfig.named(args[0])
                .withBindAddress(args[1])
                .withPort(Integer.parseInt(args[2]))
                .withDiscovery(Discovery.TcpPing.parse(args[3]))
                .withSocketBufferBytes(Integer.parseInt(args[4]))
                .withCertificates(Certificates.valueOf(args[5]));
        new DrillNode(config).run();
    }

    private void run() throws IOException {
        transport.start(this);
        say("VIEW", names(transport.view()));
        Thread.ofPlatform().daemon().name("flood").start(this::flood);
        Thread.ofPlatform().daemon().name("beat").start(this::beat);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null && !line.equals("stop"); line = in.readLine()) {
            obey(line.split(" ", -1));
        }
        transport.close();
    }

    private void obey(String[] command) {
        switch (command[0]) {
            case "flood" -> floodBytes = Integer.parseInt(command[1]);
            case "quiet" -> floodBytes = 0;
            case "spin" -> spin(Integer.parseInt(command[1]));
            case "watch" -> {
                data.forget();
                beats.forget();
                longestWay.clear();
            }
            case "report" -> report();
            default -> throw new IllegalArgumentException("no such command: " + command[0]);
        }
    }

    private void flood() {
        while (true) {
            int bytes = floodBytes;
            boolean sent = false;
            if (bytes > 0) {
                ByteBuffer frame = ByteBuffer.allocate(bytes);
                for (Member member : transport.view().members()) {
                    sent |= !member.equals(transport.self())
                            && transport.send(member, ChannelKind.DATA, frame) == SendResult.ACCEPTED;
                }
            }
            if (!sent) {
                LockSupport.parkNanos(100_000);
            }
        }
    }

    private void beat() {
        while (true) {
            ByteBuffer beat = ByteBuffer.allocate(Long.BYTES).putLong(0, System.nanoTime());
            for (Member member : transport.view().members()) {
                if (!member.equals(transport.self())) {
                    transport.send(member, ChannelKind.CONTROL, beat);
                }
            }
            LockSupport.parkNanos(BEAT.toNanos());
        }
    }

    private static void spin(int threads) {
        for (int i = 0; i < threads; i++) {
            Thread.ofPlatform().daemon().name("spinner").start(() -> {
                while (true) {
                    Thread.onSpinWait();
                }
            });
        }
    }

    private void report() {
        say("SILENCE", data.describe(_ -> ""));
        say("BEATS", beats.describe(name -> "/" + longestWay.getOrDefault(name, 0L) / 1_000_000));
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        TransportCounters counters = transport.counters();
        say(
                "COUNTS",
                "sent=%d busy=%d stalls=%d stale=%d strangers=%d queued=%d heap=%d"
                        .formatted(
                                counters.data().framesSent(),
                                counters.data().busy(),
                                counters.data().creditStalls(),
                                counters.dropped(DropReason.STALE_GENERATION),
                                counters.dropped(DropReason.NOT_A_MEMBER),
                                counters.data().bytesQueued(),
                                runtime.totalMemory() - runtime.freeMemory()));
    }

    @Override
    public void viewChanged(ViewChange change) {
        say("VIEW", names(change.current()));
    }

    @Override
    public void suspected(Member member) {
        say("SUSPECTED", member.name());
    }

    @Override
    public void died(Member dead, DeathProof proof) {
        say("DIED", dead.name() + " " + proof);
    }

    @Override
    public void received(Frame frame) {
        String from = frame.from().name();
        long now = System.nanoTime();
        long count = heard.computeIfAbsent(from + " " + frame.channel(), _ -> new AtomicLong())
                .incrementAndGet();
        if (Long.bitCount(count) == 1) {
            say("HEARD", from + " " + frame.channel() + " " + count);
        }
        switch (frame.channel()) {
            case DATA -> data.heard(from, now);
            case CONTROL -> {
                beats.heard(from, now);
                // all processes of one machine read one clock
                longestWay.merge(from, now - frame.payload().getLong(0), Math::max);
            }
        }
    }

    private static String names(View view) {
        List<String> names = view.members().stream().map(Member::name).toList();
        return String.join(",", names);
    }

    private static synchronized void say(String what, String text) {
        System.out.println(what + " " + System.currentTimeMillis() + " " + text);
    }

    /// How long nothing was heard, for each sender.
    private static final class Silences {
        private final Map<String, Long> last = new ConcurrentHashMap<>();
        private final Map<String, Long> longest = new ConcurrentHashMap<>();

        void heard(String from, long now) {
            Long before = last.put(from, now);
            if (before != null) {
                longest.merge(from, now - before, Math::max);
            }
        }

        void forget() {
            last.clear();
            longest.clear();
        }

        String describe(UnaryOperator<String> more) {
            return new TreeMap<>(longest)
                    .entrySet().stream()
                            .map(entry ->
                                    entry.getKey() + "=" + entry.getValue() / 1_000_000 + more.apply(entry.getKey()))
                            .collect(joining(","));
        }
    }
}
