package dev.understudy.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.cluster.Member;
import dev.understudy.cluster.TransportConfig;
import dev.understudy.cluster.internal.InMemoryNetwork;
import dev.understudy.serialization.MalformedMessageException;
import dev.understudy.serialization.WireInput;
import dev.understudy.serialization.WireOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FramePartsTest {
    private static final int MOST_PART = 16;
    private static final int MOST_WHOLE = 1_000;

    private final InMemoryNetwork network = new InMemoryNetwork(1);
    private final Member a = member("a");
    private final Member b = member("b");
    private final FrameParts parts = new FrameParts();

    private Member member(String name) {
        return network.transport(TransportConfig.named(name)).self();
    }

    @Test
    void aFrameIsWholeWithItsLastPart() {
        var cut = cut("the quick brown fox jumps over the lazy dog");

        assertThat(cut).hasSizeGreaterThan(2).allMatch(part -> part.remaining() <= MOST_PART);
        assertThat(take(a, cut)).containsExactly("the quick brown fox jumps over the lazy dog");
    }

    @Test
    void partsOfSeveralFramesMayAlternate() {
        var one = cut("the quick brown fox jumps over");
        var other = cut("the lazy dog that sleeps there");

        var whole = new ArrayList<String>();
        for (int part = 0; part < one.size(); part++) {
            whole.addAll(take(a, List.of(one.get(part))));
            whole.addAll(take(a, List.of(other.get(part))));
        }

        assertThat(whole).containsExactly("the quick brown fox jumps over", "the lazy dog that sleeps there");
    }

    @Test
    void aFrameThatLacksAPartIsNeverWholeAndTheNextOneIs() {
        var torn = cut("the quick brown fox jumps over the lazy dog");
        torn.remove(1);

        assertThat(take(a, torn)).isEmpty();
        assertThat(take(a, cut("a frame that comes after the torn one"))).hasSize(1);
    }

    @Test
    void aMemberThatIsGoneLeavesNothing() {
        var cut = cut("the quick brown fox jumps over the lazy dog");
        take(a, cut.subList(0, 1));

        parts.forget(a);

        assertThat(take(a, cut.subList(1, cut.size()))).isEmpty();
    }

    @Test
    void membersDoNotMeetEachOthersParts() {
        var cut = cut("the quick brown fox jumps over the lazy dog");
        take(a, cut.subList(0, 1));

        assertThat(take(b, cut.subList(1, cut.size()))).isEmpty();
    }

    @Test
    void aFrameThatWouldBeTooLongIsRefused() {
        var part = new WireOutput().writeVarLong(1).writeVarInt(MOST_WHOLE + 1).writeVarInt(0);

        assertThatThrownBy(() -> parts.add(a, WireInput.of(part.toByteArray()), MOST_WHOLE))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("1,001 bytes");
    }

    private List<WireInput> cut(String text) {
        var frame = new WireOutput().writeString(text);
        var cut = new ArrayList<WireInput>();
        for (var part : parts.cut(frame, WireOutput::new, MOST_PART)) {
            cut.add(WireInput.of(part.toByteArray()));
        }
        return cut;
    }

    private List<String> take(Member from, List<WireInput> cut) {
        return cut.stream()
                .map(part -> parts.add(from, part, MOST_WHOLE))
                .flatMap(Optional::stream)
                .map(whole -> WireInput.of(whole).readString())
                .toList();
    }
}
