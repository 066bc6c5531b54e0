import type { Command } from 'commander';

/** A command as the list of commands tells of it. */
interface CommandEntry {
  readonly summary: string;
  /** Loads what defines its arguments and flags, and what it does. */
  readonly load: () => Promise<(command: Command) => void>;
}

/** The commands, in the order of the list. What only one of them needs is loaded by that one alone. */
const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  run: {
    summary: 'run the conformance suites against a homeserver',
    load: async () => (await import('./run.js')).defineRun,
  },
  doctor: {
    summary: 'look at a homeserver and the way to it, before the suites are run against it',
    load: async () => (await import('./doctor.js')).defineDoctor,
  },
  compare: {
    summary:
      'put runs beside each other that were stored with --report; of one server twice: what got better and worse',
    load: async () => (await import('./compare.js')).defineCompare,
  },
  serve: {
    summary: 'run the reference homeserver',
    load: async () => (await import('./serve.js')).defineServe,
  },
  requirements: {
    summary: 'print every requirement and open question, and the checks that verify them',
    load: async () => (await import('./requirements.js')).defineRequirements,
  },
  explain: {
    summary: 'explain a requirement, an open question or a check: wording, source, verdict, checks',
    load: async () => (await import('./explain.js')).defineExplain,
  },
  explore: {
    summary: 'tell a homeserver sequences that nobody wrote down, and compare it with a model of the text',
    load: async () => (await import('./explore.js')).defineExplore,
  },
  report: {
    summary: 'render a run again that was stored with --report',
    load: async () => (await import('./report.js')).defineReport,
  },
};

/** What is done where no command is named. */
const DEFAULT_COMMAND = 'run';

/** Adds all commands to the program. Each is defined when it is called, or when somebody asks for its help. */
export function addCommands(program: Command): void {
  const undefinedYet = new Map<Command, CommandEntry>();
  const define = async (command: Command): Promise<void> => {
    const entry = undefinedYet.get(command);
    undefinedYet.delete(command);
    if (entry !== undefined) (await entry.load())(command);
  };
  for (const [name, entry] of Object.entries(COMMANDS)) {
    const command = program.command(name, { isDefault: name === DEFAULT_COMMAND }).description(entry.summary);
    undefinedYet.set(command, entry);
  }
  program.hook('preSubcommand', (_, command) => define(command));
  addHelpCommand(program, define);
}

/** Adds `help`, since that of commander knows of a command only what is defined already. */
function addHelpCommand(program: Command, define: (command: Command) => Promise<void>): void {
  program
    .helpCommand(false)
    .command('help [command]')
    .description('display help for command')
    .action(async (name?: string) => {
      if (name === undefined) program.help();
      const command = program.commands.find((each) => each.name() === name);
      if (command === undefined) program.help({ error: true });
      await define(command);
      command.help();
    });
}
