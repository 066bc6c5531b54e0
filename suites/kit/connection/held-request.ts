import { Answer } from './answer.js';
import type { Stage } from '../targets/stage.js';
import type { HttpRequest } from './transport.js';

/** A stage on which requests stay on their way, both ways, until somebody lets them arrive. */
export interface HeldRequest {
  readonly stage: Stage;
  /** Lets the request reach the server. */
  arrive(): void;
  /** Lets the answer reach whoever asked, if the server has answered; else as soon as it does. */
  comeBack(): void;
}

/**
 * Holds a request on its way, so that the order in which requests reach a server, and whatever happens between, is for us to say.
 * A server in this process handles each at one moment: all that calls in flight together can lead to comes down to orders of arrival.
 *
 * @param stage - what it goes on to; its time has to be virtual, as real time would go on
 */
export function holdRequest(stage: Stage): HeldRequest {
  const there = gate();
  const back = gate();
  return {
    stage: {
      ...stage,
      async send(request: HttpRequest): Promise<Answer> {
        const sentAt = stage.time.now();
        await there.opened;
        const answer = await stage.send(request);
        await back.opened;
        return new Answer(answer, { sentAt, answeredAt: stage.time.now() });
      },
    },
    arrive: there.open,
    comeBack: back.open,
  };
}

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
