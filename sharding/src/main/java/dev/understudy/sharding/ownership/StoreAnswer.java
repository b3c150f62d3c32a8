package dev.understudy.sharding.ownership;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a store answers, all as of one moment after it has carried out the request.
///
/// @param request what was asked
/// @param granted whether a lease was granted
/// @param newer the store's configuration, if it is newer than the asker's, else null
/// @param beats how often each run has been granted a lease
public record StoreAnswer(
        StoreRequest request, boolean granted, @Nullable Configuration newer, Map<Incarnation, Long> beats) {
    public StoreAnswer {
        beats = Map.copyOf(beats);
    }
}
