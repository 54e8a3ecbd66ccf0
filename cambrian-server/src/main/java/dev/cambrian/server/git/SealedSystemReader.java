package dev.cambrian.server.git;

import java.io.File;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * Shows JGit nothing of the person's own git: no environment variable, no system, user or JGit
 * configuration, no host name. The archive is the same whoever runs it.
 */
final class SealedSystemReader extends SystemReader {

  /** JGit holds one reader for the whole process; called before it is first used. */
  static void install() {
    if (!(SystemReader.getInstance() instanceof SealedSystemReader)) {
      SystemReader.setInstance(new SealedSystemReader());
    }
  }

  @Override
  public String getHostname() {
    return "localhost";
  }

  @Override
  public @Nullable String getenv(String variable) {
    return null;
  }

  @Override
  public @Nullable String getProperty(String key) {
    return System.getProperty(key);
  }

  @Override
  public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
    NoConfig config = new NoConfig(parent, fs);
    // Durable as git itself is; these keys are deprecated in git, so they stay out of its file.
    config.setBoolean(ConfigConstants.CONFIG_CORE_SECTION, null, "fsyncObjectFiles", true);
    config.setBoolean(ConfigConstants.CONFIG_CORE_SECTION, null, "fsyncRefFiles", true);
    return config;
  }

  @Override
  public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
    return new NoConfig(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
    return new NoConfig(parent, fs);
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  @SuppressWarnings("deprecation")
  public long getCurrentTime() {
    return now().toEpochMilli();
  }

  @Override
  public ZoneOffset getTimeZoneAt(Instant when) {
    return ZoneOffset.UTC;
  }

  @Override
  @SuppressWarnings("deprecation")
  public int getTimezone(long when) {
    return 0;
  }

  private static final class NoConfig extends FileBasedConfig {

    NoConfig(@Nullable Config parent, FS fs) {
      super(parent, new File("no-git-config"), fs);
    }

    @Override
    public void load() {}

    @Override
    public void save() {}

    /**
     * Tells how coarse a file's time may be, which JGit would else measure with files of its own.
     */
    @Override
    public long getTimeUnit(
        String section, String subsection, String name, long defaultValue, TimeUnit wanted) {
      return section.equals(ConfigConstants.CONFIG_FILESYSTEM_SECTION)
          ? wanted.convert(2, TimeUnit.SECONDS)
          : super.getTimeUnit(section, subsection, name, defaultValue, wanted);
    }

    @Override
    public boolean isOutdated() {
      return false;
    }
  }
}
