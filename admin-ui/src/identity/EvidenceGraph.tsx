import { ConnectionMode, Controls, Handle, Position, ReactFlow, type Edge, type EdgeChange, type Node, type NodeProps } from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { usePreferences } from '../app/preferences';
import { useUrlState } from '../ui/useUrlState';
import { EvidenceTable } from './EvidenceTable';
import { graphOf, ROW_HEIGHT, type Graph, type GraphNode } from './graph';
import { shortHash } from './identifiers';
import { useWord } from './useWord';

interface Shown extends Record<string, unknown> {
  kind: string;
  text: string;
  look: 'own' | 'past' | 'other';
}

type IdentifierNode = Node<Shown, 'identifier'>;

const NODE_WIDTH = 210;
const NODE_HEIGHT = 56;
const NODE_TYPES = { identifier: IdentifierBox };

interface Props {
  profile: Schemas['Profile'];
  now: number;
}

/** A picture of what links the identifiers of a person; whoever cannot see it reads the same in the table of evidence. */
export function EvidenceGraph({ profile, now }: Props) {
  const { t } = useTranslation();
  const { mode } = usePreferences();
  const [link, setLink] = useUrlState('link');
  const graph = useMemo(() => graphOf(profile.identifiers, profile.evidence), [profile]);
  const nodes = useNodes(graph, now);
  const edges = useEdges(graph, link);
  const chosen = graph.links.find((each) => each.id === link);
  const pick = (changes: EdgeChange[]) => {
    const selected = changes.find((change) => change.type === 'select' && change.selected);
    if (selected && 'id' in selected) {
      setLink(selected.id);
    }
  };
  return (
    <>
      <p className="muted">{t('identity.graphLead')}{graph.left > 0 && ` ${t('identity.graphLeft', { count: graph.left })}`}</p>
      <div className="evidence-graph" style={{ height: (Math.max(3, graph.rows) + 1) * ROW_HEIGHT }}>
        <ReactFlow
          aria-label={t('identity.graphLabel', { identifiers: graph.nodes.length, links: graph.links.length })}
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          onEdgesChange={pick}
          onPaneClick={() => setLink(undefined)}
          connectionMode={ConnectionMode.Loose}
          colorMode={mode}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          elementsSelectable
          zoomOnScroll={false}
          preventScrolling={false}
          minZoom={0.2}
          fitView
          fitViewOptions={{ padding: 0.15, minZoom: 0.5, maxZoom: 1 }}
          ariaLabelConfig={{
            'controls.ariaLabel': t('identity.controls'),
            'controls.zoomIn.ariaLabel': t('identity.zoomIn'),
            'controls.zoomOut.ariaLabel': t('identity.zoomOut'),
            'controls.fitView.ariaLabel': t('identity.fitView'),
            'edge.a11yDescription.default': t('identity.edgeHint'),
          }}
        >
          <Controls showInteractive={false} />
        </ReactFlow>
      </div>
      <ul className="graph-legend small muted">
        <li><i className="line" />{t('identity.linked')}</li>
        <li><i className="line refused" />{t('identity.refused')}</li>
      </ul>
      {chosen && (
        <>
          <h3>{t('identity.chosenLink')}</h3>
          <EvidenceTable profile={profile} rows={profile.evidence.filter((row) => chosen.evidenceIds.includes(row.evidenceId))} />
        </>
      )}
    </>
  );
}

function useNodes(graph: Graph, now: number): IdentifierNode[] {
  const { t } = useTranslation();
  const word = useWord();
  return useMemo(() => graph.nodes.map(({ hash, identifier, x, y }) => ({
    id: hash,
    type: 'identifier',
    position: { x, y },
    width: NODE_WIDTH,
    height: NODE_HEIGHT,
    selectable: false,
    data: identifier
      ? {
          kind: `${word('identifier', identifier.type)}${identifier.scope && ` (${identifier.scope})`}`,
          text: identifier.masked,
          look: identifier.validTo && Date.parse(identifier.validTo) <= now ? 'past' : 'own',
        }
      : { kind: t('identity.somebodyElses'), text: `#${shortHash(hash)}`, look: 'other' },
  })), [graph, now, t, word]);
}

function useEdges(graph: Graph, chosen: string | undefined): Edge[] {
  const { t } = useTranslation();
  const word = useWord();
  return useMemo(() => {
    const nodes = new Map(graph.nodes.map((node) => [node.hash, node]));
    const name = (node: GraphNode | undefined) => (node?.identifier ? `${word('identifier', node.identifier.type)} ${node.identifier.masked}` : t('identity.somebodyElses'));
    const x = (hash: string) => nodes.get(hash)?.x ?? 0;
    return graph.links.map(({ id, a, b, sightings, refused }) => ({
      id,
      source: a,
      target: b,
      sourceHandle: x(a) <= x(b) ? 'right' : 'left',
      targetHandle: x(a) < x(b) ? 'left' : 'right',
      selected: id === chosen,
      className: refused ? 'refused' : '',
      style: { strokeWidth: Math.min(4, 1.5 + Math.log2(sightings) / 2) },
      ariaLabel: t(refused ? 'identity.refusedLabel' : 'identity.linkLabel', { a: name(nodes.get(a)), b: name(nodes.get(b)), count: sightings }),
    }));
  }, [graph, chosen, t, word]);
}

function IdentifierBox({ data }: NodeProps<IdentifierNode>) {
  return (
    <div className={`identifier-box ${data.look}`}>
      <Handle id="left" type="source" position={Position.Left} isConnectable={false} />
      <span className="small muted">{data.kind}</span>
      <span className="mono">{data.text}</span>
      <Handle id="right" type="source" position={Position.Right} isConnectable={false} />
    </div>
  );
}
