package dev.understudy.serialization;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the text form of a [WireContract].
final class ContractParser {

    private final List<ContractType> types = new ArrayList<>();
    private @Nullable ContractType current;

    private ContractParser() {}

    static WireContract parse(String text) {
        var parser = new ContractParser();
        int number = 0;
        for (var line : text.lines().toList()) {
            number++;
            try {
                parser.accept(line);
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(
                        "line " + number + " of the wire contract is not understood: " + line, e);
            }
        }
        parser.finishType();
        return new WireContract(parser.types);
    }

    private void accept(String line) {
        if (line.isBlank() || line.startsWith("#")) {
            return;
        }
        var words = new ArrayList<>(Arrays.asList(line.strip().split("\\s+")));
        boolean removed = words.getLast().equals(ContractType.REMOVED);
        if (removed) {
            words.removeLast();
        }
        if (Character.isWhitespace(line.charAt(0))) {
            addEntry(words, removed);
        } else {
            finishType();
            current = typeOf(words, removed);
        }
    }

    private void finishType() {
        var type = current;
        if (type != null) {
            types.add(type);
        }
    }

    private static ContractType typeOf(List<String> words, boolean removed) {
        var form = ContractType.Form.valueOf(words.get(0).toUpperCase(Locale.ROOT));
        var formerly = tailAfter(words, ContractType.FORMERLY);
        int version = form == ContractType.Form.SEALED
                ? 1
                : Integer.parseInt(words.get(2).substring(1));
        return new ContractType(form, new Manifest(words.get(1), version), formerly, new TreeMap<>(), removed);
    }

    private void addEntry(List<String> words, boolean removed) {
        var type = current;
        if (type == null) {
            throw new IllegalArgumentException("a line of a type stands before the first type");
        }
        var also = tailAfter(words, ContractType.ALSO);
        var wireType = type.form() == ContractType.Form.RECORD ? words.get(2) : "";
        var entries = new TreeMap<>(type.entries());
        entries.put(words.get(0), new ContractType.Entry(words.get(0), wireType, also, removed));
        current = new ContractType(type.form(), type.manifest(), type.formerly(), entries, type.removed());
    }

    private static List<String> tailAfter(List<String> words, String mark) {
        int at = words.indexOf(mark);
        return at < 0 ? List.of() : List.copyOf(words.subList(at + 1, words.size()));
    }
}
