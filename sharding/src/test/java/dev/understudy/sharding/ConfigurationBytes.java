package dev.understudy.sharding;

import dev.understudy.serialization.WireOutput;
import dev.understudy.sharding.ownership.Configuration;
import dev.understudy.sharding.ownership.Message;
import java.util.Map;

/// How long a configuration is on the wire, for tests of what it may grow to.
public final class ConfigurationBytes {
    private ConfigurationBytes() {}

    /// Bytes of the message that tells it.
    public static int of(Configuration configuration) {
        var out = new WireOutput();
        OwnershipCodec.write(new Message.Learn(configuration, Map.of()), out);
        return out.size();
    }
}
