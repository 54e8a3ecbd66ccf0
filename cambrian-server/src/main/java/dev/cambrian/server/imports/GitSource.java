package dev.cambrian.server.imports;

import dev.cambrian.core.json.Quote;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * An artifact in a tree of git; objects are read, nothing is checked out and no filter or hook
 * runs.
 *
 * @param prefix the directory in the tree, empty or ending with a slash
 */
record GitSource(Repository repository, String ref, ObjectId tree, String prefix)
    implements ArtifactSource {

  @Override
  public String name() {
    return prefix.isEmpty() ? ref : ref + ":" + prefix.substring(0, prefix.length() - 1);
  }

  @Override
  public Optional<byte[]> file(String path, int most) throws RefusedException {
    try (ObjectReader reader = repository.newObjectReader();
        TreeWalk walk = TreeWalk.forPath(reader, prefix + path, tree)) {
      if (walk == null) {
        return Optional.empty();
      }
      FileMode mode = walk.getFileMode(0);
      if (!mode.equals(FileMode.REGULAR_FILE) && !mode.equals(FileMode.EXECUTABLE_FILE)) {
        throw refused(path, "is no regular file");
      }
      ObjectLoader loader = reader.open(walk.getObjectId(0), Constants.OBJ_BLOB);
      if (loader.getSize() > most) {
        throw refused(path, "makes the artifact too large");
      }
      return Optional.of(loader.getBytes(most));
    } catch (MissingObjectException e) {
      throw refused(path, "is missing from the repository");
    } catch (LargeObjectException e) {
      throw refused(path, "makes the artifact too large");
    } catch (IOException e) {
      throw refused(path, "cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private static RefusedException refused(String path, String what) {
    return new RefusedException("the path \"%s\" %s".formatted(Quote.bare(path, 200), what));
  }
}
