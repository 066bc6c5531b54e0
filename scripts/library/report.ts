/** What `import … from 'futures-conformance/report'` gives: the form of reports, and a reader for stored ones. */
export { REPORT_VERSION, type Report, reportSchema } from '../report/document/report-schema.js';
export { readReport } from '../report/read-report.js';
