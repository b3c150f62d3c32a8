package dev.understudy.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Utf8Test {

    @Test
    void textIsWrittenAsTheJdkWritesIt() {
        var random = new Random(42);
        for (int round = 0; round < 2_000; round++) {
            var text = random.ints(random.nextInt(50), 0, Character.MAX_CODE_POINT + 1)
                    .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            var bytes = encoded(text);

            assertThat(bytes).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
            assertThat(Utf8.decode(bytes, 0, bytes.length)).isEqualTo(text);
        }
    }

    @Test
    void anyCharsAtAllSurvive() {
        var random = new Random(43);
        for (int round = 0; round < 2_000; round++) {
            var text = new StringBuilder();
            int length = random.nextInt(30);
            for (int i = 0; i < length; i++) {
                // every other one is half of a pair
                text.append((char) (random.nextBoolean() ? random.nextInt(0x10000) : 0xD800 + random.nextInt(0x800)));
            }
            var bytes = encoded(text.toString());

            assertThat(Utf8.decode(bytes, 0, bytes.length)).isEqualTo(text.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"80", "c3", "c328", "c080", "c1bf", "e08080", "e28228", "f0808080", "f4908080", "f8888080", "ff"
            })
    void whatIsNotUtf8IsRefused(String hex) {
        var bytes = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> Utf8.decode(bytes, 0, bytes.length))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("not UTF-8");
    }

    private static byte[] encoded(String text) {
        var bytes = new byte[Utf8.length(text)];
        Utf8.encode(text, bytes, 0);
        return bytes;
    }
}
