/** Why a Synapse cannot be set up or started here, as sentences for a person. */
export class SynapseTrouble extends Error {
  override readonly name = 'SynapseTrouble';
}
