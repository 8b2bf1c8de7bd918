/** A laptop and its page: the laptop's own where it serves one, else the built one from a server beside it. */

import { Laptop } from "./laptop";
import { Site } from "./site";

export class Stage {
  readonly #site: Site | undefined;

  private constructor(
    readonly laptop: Laptop,
    readonly url: string,
    site: Site | undefined,
  ) {
    this.#site = site;
  }

  static async start(): Promise<Stage> {
    const laptop = await Laptop.start();
    const own = await laptop.page();
    if (own) return new Stage(laptop, own, undefined);
    const site = await Site.start(laptop.config);
    return new Stage(laptop, site.url, site);
  }

  async stop(): Promise<void> {
    await this.#site?.stop();
    await this.laptop.stop();
  }
}
