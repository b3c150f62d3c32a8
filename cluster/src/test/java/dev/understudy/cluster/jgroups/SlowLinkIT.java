package dev.understudy.cluster.jgroups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cluster.HostPort;
import dev.understudy.cluster.jgroups.DrillProcess.Spec;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// That the control channel works while the data channel fills a link which is too slow for it. It logs how late
/// control frames were; the figures of `docs/transport.md` come from this log.
@Tag("network")
class SlowLinkIT {
    private static final int PORT = 7800;

    @Test
    void aFloodOfDataExcludesNobodyOnASlowLink() {
        try (var link = new SlowLink("1mbit");
                var processes = new Processes()) {
            List<Spec> specs = Processes.specs(link.addresses().stream()
                    .map(address -> new HostPort(address, PORT))
                    .toList());
            processes.start(List.of(specs.get(0).by(link.on(0)), specs.get(1).by(link.on(1))));
            List<DrillProcess> nodes = processes.living();
            DrillProcess sender = nodes.get(0);
            DrillProcess reader = nodes.get(1);
            nodes.forEach(node -> {
                node.forget();
                node.tell("watch");
            });

            sender.tell("flood 20000");
            reader.await("64 data frames, 10 s worth", line -> line.isHeard(sender.name(), "DATA", 64));

            nodes.forEach(Processes::report);
            for (DrillProcess node : nodes) {
                assertThat(node.hasSaid(line -> line.what().equals("VIEW")))
                        .as("a new view at " + node.name())
                        .isFalse();
            }
        }
    }
}
