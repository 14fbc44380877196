package dev.trainyard.report;

import static java.util.Comparator.comparing;

import dev.trainyard.model.WagonRef;
import dev.trainyard.model.status.ListenerStatus;
import dev.trainyard.model.status.PipelineStatus;
import dev.trainyard.model.status.PullStatus;
import dev.trainyard.model.status.TrainStatus;
import dev.trainyard.model.status.YardStatus;
import java.util.ArrayList;
import java.util.List;

/// The pages of one yard: all of them, or those of one object. They tell the time of nothing but
/// changes of state, so pages of equal status are equal.
public final class StatusPages {
  private final Roster roster;

  public StatusPages(YardStatus yard) {
    this.roster = Roster.of(yard);
  }

  /// Every page, sorted by path.
  public List<Page> all() {
    List<Page> pages = new ArrayList<>(dashboard());
    roster.analyses().forEach(name -> pages.addAll(analysis(name)));
    roster.datasets().forEach(name -> pages.addAll(dataset(name)));
    roster.yard().trains().keySet().forEach(name -> pages.addAll(train(name)));
    roster.wagons().forEach(ref -> pages.addAll(wagon(ref)));
    roster.yard().pulls().keySet().forEach(name -> pages.addAll(pull(name)));
    roster.yard().listeners().keySet().forEach(name -> pages.addAll(listener(name)));
    roster.yard().pipelines().keySet().forEach(name -> pages.addAll(pipeline(name)));
    pages.sort(comparing(Page::path));
    return List.copyOf(pages);
  }

  /// `README.md`.
  public List<Page> dashboard() {
    return List.of(new Page("README.md", Dashboard.of(roster).markdown()));
  }

  /// `analyses/NAME.md`.
  public List<Page> analysis(String name) {
    return List.of(new Page("analyses/" + name + ".md", AnalysisPage.of(name, roster).markdown()));
  }

  /// `datasets/NAME.md`.
  public List<Page> dataset(String name) {
    return List.of(new Page("datasets/" + name + ".md", DatasetPage.of(name, roster).markdown()));
  }

  /// `listeners/NAME.md`; nothing for a listener that is no more.
  public List<Page> listener(String name) {
    ListenerStatus listener = roster.yard().listeners().get(name);
    return listener == null
        ? List.of()
        : List.of(
            new Page("listeners/" + name + ".md", ListenerPage.of(listener, roster).markdown()));
  }

  /// `pipelines/NAME.md`; nothing for a pipeline that is no more.
  public List<Page> pipeline(String name) {
    PipelineStatus pipeline = roster.yard().pipelines().get(name);
    return pipeline == null
        ? List.of()
        : List.of(
            new Page("pipelines/" + name + ".md", PipelinePage.of(pipeline, roster).markdown()));
  }

  /// `pulls/NAME.md`; nothing for a pull request that is closed.
  public List<Page> pull(String name) {
    PullStatus pull = roster.yard().pulls().get(name);
    String path = "pulls/" + PullStatus.fileName(name) + ".md";
    return pull == null
        ? List.of()
        : List.of(new Page(path, new PullPage(pull).markdown(new Links(roster, "../").home())));
  }

  /// `trains/NAME.md` and, once it has jobs, `trains/NAME.svg`; nothing for a train without status.
  public List<Page> train(String name) {
    TrainStatus train = roster.yard().trains().get(name);
    if (train == null) {
      return List.of();
    }
    List<Page> pages = new ArrayList<>();
    pages.add(new Page("trains/" + name + ".md", TrainPage.of(train, roster).markdown()));
    if (train.jobs().total() > 0) {
      pages.add(new Page("trains/" + name + ".svg", new TrainChart(train).svg()));
    }
    return pages;
  }

  /// `wagons/ANALYSIS/WAGON.md` and, once something was measured, `wagons/ANALYSIS/WAGON.svg`.
  public List<Page> wagon(WagonRef ref) {
    WagonPage page = WagonPage.of(ref, roster);
    String path = "wagons/" + ref.analysis() + "/" + ref.wagon();
    List<Page> pages = new ArrayList<>();
    pages.add(new Page(path + ".md", page.markdown()));
    if (page.hasChart()) {
      pages.add(new Page(path + ".svg", new WagonChart(ref, page.tests()).svg()));
    }
    return pages;
  }
}
