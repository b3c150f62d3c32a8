package dev.understudy.node;

import dev.understudy.serialization.WireContractFile;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.eclipse.microprofile.config.spi.ConfigSource;

/// Puts the values of all sources together: system properties over environment over file over what the builder was
/// told.
///
/// A key of ours that nobody knows is refused with the nearest one that is known: a typing error must not silently
/// run a node with a default.
final class SettingsLoader {
    private static final int ORDINAL_OF_FILE = 200;
    private static final int ORDINAL_OF_ENVIRONMENT = 300;
    private static final int ORDINAL_OF_PROPERTIES = 400;
    private static final int PRIORITY_OF_CONVERTER = 200; // over those built in

    private static final Pattern SERVICE_LINK =
            Pattern.compile("_SERVICE_(HOST|PORT(_.+)?)$|_PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$");
    private static final Pattern URL_OF_SERVICE = Pattern.compile("^(tcp|udp|sctp)://");

    private final Map<String, String> environment;
    private final Map<String, String> systemProperties;

    SettingsLoader(Map<String, String> environment, Properties systemProperties) {
        this.environment = environment;
        this.systemProperties = systemProperties.stringPropertyNames().stream()
                .filter(name -> name.startsWith(Setting.PREFIX))
                .collect(Collectors.toMap(name -> name, systemProperties::getProperty));
    }

    Settings load(Map<Setting<?>, Object> builder, Optional<Path> file) {
        var fromFile = file.map(SettingsLoader::read);
        refuseUnknown(fromFile);
        var config = new SmallRyeConfigBuilder()
                .withSources(
                        new PropertiesConfigSource(systemProperties, "system properties", ORDINAL_OF_PROPERTIES),
                        new EnvConfigSource(environment, ORDINAL_OF_ENVIRONMENT))
                .withSources(fromFile.stream().toArray(ConfigSource[]::new))
                .withConverter(Duration.class, PRIORITY_OF_CONVERTER, new DurationConverter())
                .addDefaultInterceptors()
                .build();
        var values = new HashMap<>(builder);
        for (Setting<?> setting : Settings.ALL) {
            value(config, setting).ifPresent(value -> values.put(setting, value));
        }
        return new Settings(values);
    }

    private static <T> Optional<T> value(SmallRyeConfig config, Setting<T> setting) {
        var text = config.getConfigValue(setting.key()).getValue();
        if (text == null) {
            return Optional.empty();
        }
        try {
            return config.getOptionalValue(setting.key(), setting.type()).map(value -> setting.check(value, text));
        } catch (IllegalArgumentException | DateTimeException | NoSuchElementException cause) {
            var failure = InvalidSettingException.of(setting, text);
            failure.initCause(cause);
            throw failure;
        }
    }

    private static ConfigSource read(Path file) {
        var name = file.getFileName().toString();
        try {
            var url = file.toUri().toURL();
            if (name.endsWith(".properties")) {
                return new PropertiesConfigSource(url, ORDINAL_OF_FILE);
            }
            if (name.endsWith(".yaml") || name.endsWith(".yml")) {
                return new YamlConfigSource(url, ORDINAL_OF_FILE);
            }
        } catch (IOException cause) {
            var failure = new InvalidSettingException("configuration file '%s' cannot be read".formatted(file));
            failure.initCause(cause);
            throw failure;
        }
        throw new InvalidSettingException(
                "configuration file '%s' must be named *.properties, *.yaml or *.yml".formatted(file));
    }

    private void refuseUnknown(Optional<ConfigSource> file) {
        Set<String> known = Settings.ALL.stream().map(Setting::key).collect(Collectors.toSet());
        systemProperties.keySet().stream()
                .filter(key ->
                        !key.equals(WireContractFile.UPDATE_PROPERTY)) // for the test beside the one that runs a node
                .forEach(key -> refuseUnless(known, key, "system property"));
        file.ifPresent(source -> source.getPropertyNames().forEach(key -> refuseUnless(known, key, source.getName())));
        Set<String> inCapitals =
                Settings.ALL.stream().map(Setting::environmentKey).collect(Collectors.toSet());
        environment.forEach((key, value) -> {
            if (key.startsWith("UNDERSTUDY_") && !isServiceLink(key, value)) {
                refuseUnless(inCapitals, key, "environment");
            }
        });
    }

    /// Kubernetes tells every container of every service in its namespace, also of one that is named understudy:
    /// `UNDERSTUDY_SERVICE_HOST`, `UNDERSTUDY_PORT=tcp://…`, `UNDERSTUDY_PORT_7800_TCP_ADDR`.
    private static boolean isServiceLink(String key, String value) {
        return SERVICE_LINK.matcher(key).find() || URL_OF_SERVICE.matcher(value).find();
    }

    private static void refuseUnless(Set<String> known, String key, String where) {
        if (!known.contains(key)) {
            throw new InvalidSettingException("unknown key '%s' (%s): did you mean '%s'? Known: %s"
                    .formatted(key, where, nearest(known, key), String.join(", ", new TreeSet<>(known))));
        }
    }

    private static String nearest(Set<String> known, String key) {
        var distance = LevenshteinDistance.getDefaultInstance();
        return known.stream()
                .min(java.util.Comparator.<String>comparingInt(candidate -> distance.apply(candidate, key))
                        .thenComparing(java.util.Comparator.naturalOrder()))
                .orElseThrow();
    }
}
