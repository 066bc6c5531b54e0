/** What the package gives as `futures-conformance/report`: the form of reports, and a reader for stored ones. */
export { REPORT_VERSION, type Report, reportSchema } from '../report/document/report-schema.js';
export { readReport } from '../report/read-report.js';
