import { useQuery } from '@tanstack/react-query';
import { Panel } from '../../parts/screen/panel.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { LineSkeletons } from '../../parts/states/line-skeletons.tsx';
import { campaignReportQuery } from './api/campaign-queries.ts';
import { DaysPanel } from './days-panel.tsx';
import { ReportFigures } from './report-figures.tsx';

const activeMs = 5_000;
const everyMs = 15_000;

/** What a campaign did: rates, revenue, and day by day. */
export function CampaignReportPanels({ id, isActive }: { id: string; isActive: boolean }) {
  const {
    data: report,
    error,
    refetch,
  } = useQuery({
    ...campaignReportQuery(id),
    refetchInterval: isActive ? activeMs : everyMs,
  });
  return (
    <>
      <Panel
        title="Report"
        about="Each message counts once, however often it is opened. Orders are attributed by the model of the shop."
      >
        {error && !report ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : report ? (
          <ReportFigures report={report} />
        ) : (
          <LineSkeletons rows={3} />
        )}
      </Panel>
      {report && report.days.length > 0 && <DaysPanel days={report.days} />}
    </>
  );
}
