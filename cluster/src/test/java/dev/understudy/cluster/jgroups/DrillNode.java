package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.ChannelKind;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// A node in a process of its own, driven by lines on its standard input and telling what it sees on its standard
/// output, each line with the machine's time in milliseconds:
///
/// ```
/// <- VIEW millis name,name,…      for every view
/// -> flood bytes                  from now on sends frames of that length to everybody, as fast as they are taken
/// -> quiet                        stops that
/// -> watch                        forgets the silences seen so far
/// -> report                       asks for:
/// <- SILENCE millis name=millis,… the longest time without a frame, for each sender
/// <- COUNTS millis …              what was sent, refused, dropped, and the heap used after a collection
/// -> stop                         leaves and exits
/// ```
final class DrillNode implements TransportListener {
    private final JGroupsTransport transport;
    private final Map<String, Long> lastFrame = new ConcurrentHashMap<>();
    private final Map<String, Long> longestSilence = new ConcurrentHashMap<>();
    private volatile int floodBytes;

    private DrillNode(TransportConfig config) {
        transport = new JGroupsTransport(config, new SecureRandom());
    }

    /// Runs a node.
    ///
    /// @param args name, port, `host:port,…`, size of the socket buffers
    public static void main(String[] args) throws IOException {
        TransportConfig config = TransportConfig.named(args[0])
                .withPort(Integer.parseInt(args[1]))
                .withDiscovery(Discovery.TcpPing.parse(args[2]))
                .withSocketBufferBytes(Integer.parseInt(args[3]));
        new DrillNode(config).run();
    }

    private void run() throws IOException {
        transport.start(this);
        say("VIEW", names(transport.view()));
        Thread.ofPlatform().daemon().name("flood").start(this::flood);
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
            case "watch" -> {
                lastFrame.clear();
                longestSilence.clear();
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

    private void report() {
        var silences = new ArrayList<String>();
        new TreeMap<>(longestSilence).forEach((name, nanos) -> silences.add(name + "=" + nanos / 1_000_000));
        say("SILENCE", String.join(",", silences));
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
    public void received(Frame frame) {
        String from = frame.from().name();
        long now = System.nanoTime();
        Long last = lastFrame.put(from, now);
        if (last != null) {
            longestSilence.merge(from, now - last, Math::max);
        }
    }

    private static String names(View view) {
        List<String> names = view.members().stream().map(Member::name).toList();
        return String.join(",", names);
    }

    private static synchronized void say(String what, String text) {
        System.out.println(what + " " + System.currentTimeMillis() + " " + text);
    }
}
