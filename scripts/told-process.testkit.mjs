// Obeys one command line after the other as its parent tells them, with a fresh exit code for each and its output caught: what
// the command does, without starting it again and again.
const [, , program] = process.argv;
const { obey } = await import(program);

/** Keeps what is written to a stream from now on; returns how to read it and let the stream write again. */
function caught(stream) {
  const { write } = stream;
  let text = '';
  stream.write = (chunk) => {
    text += String(chunk);
    return true;
  };
  return () => {
    stream.write = write;
    return text;
  };
}

process.on('message', async (args) => {
  const [out, err] = [caught(process.stdout), caught(process.stderr)];
  process.exitCode = 0;
  await obey(args);
  process.send({ code: process.exitCode, out: out(), err: err() });
  process.exitCode = 0;
});
process.send('ready');
