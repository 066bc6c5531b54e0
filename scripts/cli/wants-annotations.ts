import type { EffectiveSettings } from './config/layer.js';

/** Whether annotations of GitHub Actions are wanted: where somebody asks for them, or the command is part of a job there. */
export function wantsAnnotations({ annotations }: EffectiveSettings): boolean {
  const wish = annotations?.value ?? 'auto';
  return wish === 'github' || (wish === 'auto' && process.env['GITHUB_ACTIONS'] === 'true');
}
