package dev.cambrian.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.server.view.Cookbook;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class CookbookTest {
  private static final Page README = Page.at("README.md");

  @Test
  void the_readme_shows_the_questions_and_queries_of_the_dashboard() {
    assertThat(README.fences("sql", "SQL cookbook").stream().map(String::strip))
        .containsExactlyElementsOf(Cookbook.recipes().stream().map(Cookbook.Recipe::sql).toList());

    int from = README.text().indexOf("## SQL cookbook");
    for (Cookbook.Recipe recipe : Cookbook.recipes()) {
      int question = README.text().indexOf("\n" + recipe.question(), from);
      int query = README.text().indexOf("```sql\n" + recipe.sql(), from);
      assertThat(question).as(recipe.question()).isGreaterThan(from).isLessThan(query);
      from = query;
    }
  }
}
